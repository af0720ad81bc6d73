"""The names that Arab newsrooms print for months and zones, folded as `feeds.dates` folds them."""


def _numbered(*months: str) -> dict[str, int]:
    return {name: number for number, names in enumerate(months, start=1) for name in names.split("|")}


MONTHS = _numbered(
    # Levant and Iraq | Egypt and the Gulf | Maghreb | English, French
    "كانون الثاني|يناير|جانفي|january|jan|janvier",
    "شباط|فبراير|فيفري|february|feb|fevrier",
    "اذار|مارس|march|mar|mars",
    "نيسان|ابريل|افريل|april|apr|avril",
    "ايار|مايو|ماي|may|mai",
    "حزيران|يونيو|يونيه|جوان|june|jun|juin",
    "تموز|يوليو|يوليه|يوليوز|جويليه|july|jul|juillet",
    "اب|اغسطس|اوت|غشت|august|aug|aout",
    "ايلول|سبتمبر|شتنبر|september|sept|sep|septembre",
    "تشرين الاول|اكتوبر|october|oct|octobre",
    "تشرين الثاني|نوفمبر|نونبر|november|nov|novembre",
    "كانون الاول|ديسمبر|دجنبر|december|dec|decembre",
)
HIJRI_MONTHS = _numbered(
    "محرم|المحرم|محرم الحرام",
    "صفر",
    "ربيع الاول|ربيع اول",
    "ربيع الاخر|ربيع الثاني|ربيع ثاني",
    "جمادي الاولي|جمادي الاول|جمادي اول",
    "جمادي الاخره|جمادي الثانيه|جمادي الاخر|جمادي الثاني",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو القعده|ذي القعده|ذوالقعده|ذيالقعده",
    "ذو الحجه|ذي الحجه|ذوالحجه|ذيالحجه",
)

HOURS_OF_ZONE = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2,
    "eet": 2, "eest": 3, "msk": 3, "ksa": 3, "trt": 3, "irst": 3.5, "gst": 4,
    "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
    "غرينتش": 0, "غرينيتش": 0, "جرينتش": 0, "جرينيتش": 0, "كرينتش": 0,
    "مكه": 3, "السعوديه": 3, "الرياض": 3, "بغداد": 3, "العراق": 3, "ابوظبي": 4, "الامارات": 4,
}  # fmt: skip
