"""Pictures that go with messages: where something happened."""
