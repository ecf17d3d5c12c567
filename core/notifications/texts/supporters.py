"""What those are told who support a report, or whose own was merged into it."""

from django.utils.translation import gettext_lazy as _

from core.notifications.texts.shapes import Event, event

# To citizens who support a public report. They read only what everybody may.
SUPPORTER: dict[str, Event] = {
    "answer": event(
        _("Laporan yang didukung dijawab"),
        "",
        ("Laporan {nomor} yang Anda dukung sudah dijawab", "Jawabannya dapat Anda baca di halaman laporan."),
        ("Report {nomor}, which you support, has been answered", "You can read the answer on the report's page."),
    ),
    "close": event(
        _("Laporan yang didukung selesai"),
        "",
        ("Laporan {nomor} yang Anda dukung ditutup", "Cara penyelesaiannya dapat Anda baca di halaman laporan."),
        ("Report {nomor}, which you support, is closed", "You can read on its page how it was settled."),
    ),
    "merge": event(
        _("Laporan yang didukung digabung"),
        "laporan_utama",
        (
            "Laporan {nomor} yang Anda dukung digabung dengan laporan lain",
            "Laporan itu tentang hal yang sama dengan laporan yang sudah ada, jadi keduanya ditangani bersama.",
            "Perkembangannya ada di {laporan_utama}.",
        ),
        (
            "Report {nomor}, which you support, has been merged with another",
            "It is about the same matter as one we already have, so both are handled together.",
            "What happens is told in {laporan_utama}.",
        ),
    ),
    "transfer": event(
        _("Laporan yang didukung dialihkan ke daerah lain"),
        "tujuan",
        (
            "Laporan {nomor} yang Anda dukung dialihkan ke daerah yang berwenang",
            "Sekarang laporan itu ditangani oleh {tujuan}, dengan nomor yang sama. Dukungan Anda tetap terhitung.",
            "Kabar selanjutnya ada di halamannya di {tujuan}. Kami tidak mengirim surel lagi tentang laporan ini.",
        ),
        (
            "Report {nomor}, which you support, has gone to the city or regency responsible",
            "It is now handled by {tujuan} under the same number. Your support still counts.",
            "What happens next is told on its page at {tujuan}. We send no more e-mail about this report.",
        ),
    ),
}
# To citizens whose report was merged into another one, which is public, about what happens to that one.
FOLLOWER: dict[str, Event] = {
    "answer": event(
        _("Laporan yang menampung laporan lain dijawab"),
        "laporan_anda",
        (
            "Laporan {nomor}, yang menampung laporan Anda, sudah dijawab",
            "Laporan Anda {laporan_anda} ditangani bersama laporan {nomor}, dan laporan itu sudah dijawab.",
            "Jawabannya dapat Anda baca di halaman laporan.",
        ),
        (
            "Report {nomor}, with which yours is handled, has been answered",
            "Your report {laporan_anda} is handled together with report {nomor}, which has been answered.",
            "You can read the answer on its page.",
        ),
    ),
    "close": event(
        _("Laporan yang menampung laporan lain selesai"),
        "laporan_anda",
        (
            "Laporan {nomor}, yang menampung laporan Anda, ditutup",
            "Laporan Anda {laporan_anda} ditangani bersama laporan {nomor}, dan laporan itu sudah ditutup.",
            "Cara penyelesaiannya dapat Anda baca di halaman laporan.",
        ),
        (
            "Report {nomor}, with which yours is handled, is closed",
            "Your report {laporan_anda} is handled together with report {nomor}, which is closed.",
            "You can read on its page how it was settled.",
        ),
    ),
    "transfer": event(
        _("Laporan yang menampung laporan lain dialihkan ke daerah lain"),
        "laporan_anda tujuan",
        (
            "Laporan {nomor}, yang menampung laporan Anda, dialihkan ke daerah yang berwenang",
            "Laporan Anda {laporan_anda} ditangani bersama laporan {nomor}. Sekarang laporan {nomor} ditangani oleh "
            "{tujuan}, dengan nomor yang sama.",
            "Kabar selanjutnya ada di halamannya di {tujuan}. Kami tidak mengirim surel lagi tentang laporan itu.",
        ),
        (
            "Report {nomor}, with which yours is handled, has gone to the city or regency responsible",
            "Your report {laporan_anda} is handled together with report {nomor}, which is now handled by {tujuan} "
            "under the same number.",
            "What happens next is told on its page at {tujuan}. We send no more e-mail about that report.",
        ),
    ),
}
