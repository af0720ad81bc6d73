"""/cancel: what the person was asked and has not answered is asked no more."""

from bot.conversations.model import QUESTIONS, Call, Reply, forget_questions, screen


def cancel(call: Call) -> Reply:
    """Forget the person's open questions of this chat and thread, and say whether there were any."""
    dropped = forget_questions(call, call.origin.thread_id, call.origin.user_id, QUESTIONS)
    return Reply(screen(call.texts, call.texts.rich("cancel.done" if dropped else "cancel.nothing")))
