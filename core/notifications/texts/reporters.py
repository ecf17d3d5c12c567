"""What a report's own sender is told."""

from django.utils.translation import gettext_lazy as _

from core.notifications.texts.shapes import Event, event

# To the reporter, by the action that causes it.
REPORTER: dict[str, Event] = {
    "submit": event(
        _("Laporan diterima"),
        "batas",
        (
            "Laporan {nomor} sudah kami terima",
            "Terima kasih. Kami sudah menerima {jenis} Anda dengan nomor {nomor}.",
            "Langkah berikutnya selesai paling lambat {batas}.",
            "Simpan nomor ini. Kode dari tanda terima tidak kami kirim lewat surel; dengan nomor dan kode itu Anda "
            "membuka laporan Anda.",
        ),
        (
            "We have received report {nomor}",
            "Thank you. We have received your {jenis}; its number is {nomor}.",
            "The next step is due by {batas}.",
            "Keep this number. We do not send the code of your receipt by e-mail; with number and code you open your "
            "report.",
        ),
    ),
    "ask": event(
        _("Petugas bertanya"),
        "pesan batas",
        (
            "Laporan {nomor}: kami perlu keterangan Anda",
            "Agar laporan {nomor} dapat ditangani, petugas bertanya:",
            "{pesan}",
            "Jawablah paling lambat {batas}. Tanpa jawaban, laporan dianggap dicabut.",
        ),
        (
            "Report {nomor}: we need to know more",
            "So that report {nomor} can be handled, the office asks:",
            "{pesan}",
            "Please answer by {batas}. Without an answer the report is deemed withdrawn.",
        ),
    ),
    "record_reply": event(
        _("Jawaban pelapor dicatat petugas"),
        "pesan batas",
        (
            "Laporan {nomor}: jawaban Anda sudah kami catat",
            "Petugas mencatat jawaban yang Anda sampaikan lewat telepon atau loket untuk laporan {nomor}:",
            "{pesan}",
            "Bila catatan ini keliru, tambahkan keterangan di halaman laporan Anda. Langkah berikutnya selesai paling "
            "lambat {batas}.",
        ),
        (
            "Report {nomor}: we have noted your answer",
            "The office has noted the answer you gave by phone or at the counter for report {nomor}:",
            "{pesan}",
            "If this is wrong, add what is right on the page of your report. The next step is due by {batas}.",
        ),
    ),
    "withdraw_question": event(
        _("Pertanyaan ditarik"),
        "pesan batas",
        (
            "Laporan {nomor}: pertanyaan kami tidak perlu dijawab lagi",
            "Pertanyaan kami tentang laporan {nomor} tidak perlu Anda jawab lagi:",
            "{pesan}",
            "Langkah berikutnya selesai paling lambat {batas}.",
        ),
        (
            "Report {nomor}: you need not answer our question any more",
            "You need not answer our question about report {nomor} any more:",
            "{pesan}",
            "The next step is due by {batas}.",
        ),
    ),
    "go_on_without": event(
        _("Dilanjutkan tanpa jawaban"),
        "pesan batas",
        (
            "Laporan {nomor} kami lanjutkan",
            "Kami melanjutkan laporan {nomor} tanpa menunggu jawaban Anda:",
            "{pesan}",
            "Langkah berikutnya selesai paling lambat {batas}.",
        ),
        (
            "We go on with report {nomor}",
            "We go on with report {nomor} without waiting for your answer:",
            "{pesan}",
            "The next step is due by {batas}.",
        ),
    ),
    "message": event(
        _("Pesan dari petugas"),
        "pesan",
        ("Laporan {nomor}: pesan dari petugas", "Pesan petugas tentang laporan {nomor}:", "{pesan}"),
        ("Report {nomor}: a message from the office", "The office writes about report {nomor}:", "{pesan}"),
    ),
    "verify": event(
        _("Laporan diverifikasi"),
        "batas",
        (
            "Laporan {nomor} sudah diperiksa",
            "Laporan {nomor} lengkap dan akan diteruskan ke dinas yang menangani.",
            "Langkah berikutnya selesai paling lambat {batas}.",
        ),
        (
            "Report {nomor} has been checked",
            "Report {nomor} is complete and goes on to the department that handles it.",
            "The next step is due by {batas}.",
        ),
    ),
    "dispatch": event(
        _("Laporan diteruskan ke OPD"),
        "opd batas",
        (
            "Laporan {nomor} diteruskan ke dinas yang menangani",
            "Laporan {nomor} diteruskan ke {opd}.",
            "Langkah berikutnya selesai paling lambat {batas}.",
        ),
        (
            "Report {nomor} has gone to the department responsible",
            "Report {nomor} has gone to {opd}.",
            "The next step is due by {batas}.",
        ),
    ),
    "answer": event(
        _("Laporan dijawab"),
        "pesan opd",
        (
            "Laporan {nomor} sudah dijawab",
            "{opd} menjawab laporan {nomor}:",
            "{pesan}",
            "Jawaban ini masih diperiksa sebelum laporan ditutup. Bila belum sesuai, tambahkan keterangan di halaman "
            "laporan.",
        ),
        (
            "Report {nomor} has been answered",
            "{opd} answers report {nomor}:",
            "{pesan}",
            "The answer is checked before the report is closed. If something is still wrong, add it on the report's "
            "page.",
        ),
    ),
    "follow_up": event(
        _("Jawaban tambahan"),
        "pesan opd",
        ("Laporan {nomor}: jawaban tambahan", "{opd} menambahkan jawaban untuk laporan {nomor}:", "{pesan}"),
        ("Report {nomor}: addition to the answer", "{opd} adds to the answer to report {nomor}:", "{pesan}"),
    ),
    "extend": event(
        _("Batas waktu diperpanjang"),
        "pesan batas",
        (
            "Laporan {nomor}: batas waktu diperpanjang",
            "Penanganan laporan {nomor} memerlukan waktu lebih lama. Batas waktunya sekarang {batas}.",
            "Alasannya:",
            "{pesan}",
        ),
        (
            "Report {nomor}: more time is needed",
            "Handling report {nomor} takes longer. It is now due by {batas}.",
            "The reason:",
            "{pesan}",
        ),
    ),
    "close": event(
        _("Laporan selesai"),
        "opd",
        (
            "Laporan {nomor} selesai",
            "Jawaban untuk laporan {nomor} sudah diperiksa dan laporan ditutup sebagai selesai.",
            "Belum selesai menurut Anda? Buka halaman laporan; di sana tertulis apa yang dapat Anda lakukan.",
        ),
        (
            "Report {nomor} is closed",
            "The answer to report {nomor} has been checked and the report is closed as done.",
            "Is the problem not solved? Open the report's page: it says what you can do.",
        ),
    ),
    "auto_close": event(
        _("Laporan ditutup otomatis"),
        "",
        (
            "Laporan {nomor} ditutup",
            "Laporan {nomor} ditutup karena tidak ada tanggapan setelah jawaban terakhir.",
            "Belum selesai menurut Anda? Buka halaman laporan; di sana tertulis apa yang dapat Anda lakukan.",
        ),
        (
            "Report {nomor} is closed",
            "Report {nomor} has been closed because there was no response to the last answer.",
            "Is the problem not solved? Open the report's page: it says what you can do.",
        ),
    ),
    "resolve_outside": event(
        _("Selesai di luar layanan ini"),
        "pesan",
        (
            "Laporan {nomor} ditutup: ditangani di luar layanan ini",
            "Laporan {nomor} ditutup karena masalahnya sudah ditangani dengan jalan lain.",
            "{pesan}",
        ),
        (
            "Report {nomor} is closed: dealt with elsewhere",
            "Report {nomor} is closed because the matter has been dealt with in another way.",
            "{pesan}",
        ),
    ),
    "reject": event(
        _("Laporan tidak dapat ditindaklanjuti"),
        "alasan pesan",
        (
            "Laporan {nomor} tidak dapat ditindaklanjuti",
            "Mohon maaf, laporan {nomor} tidak dapat kami tindak lanjuti.",
            "Alasannya: {alasan}",
            "{pesan}",
            "Tidak setuju? Halaman laporan menjelaskan apa yang dapat Anda lakukan.",
        ),
        (
            "Report {nomor} cannot be followed up",
            "We are sorry: report {nomor} cannot be followed up.",
            "The reason: {alasan}",
            "{pesan}",
            "Do you disagree? The report's page says what you can do.",
        ),
    ),
    "refer": event(
        _("Laporan dirujuk ke instansi lain"),
        "tujuan pesan",
        (
            "Laporan {nomor} dirujuk ke instansi yang berwenang",
            "Laporan {nomor} bukan wewenang {kota}, jadi kami tidak dapat menyelesaikannya.",
            "Kami merujuknya ke {tujuan}.",
            "{pesan}",
        ),
        (
            "Report {nomor} has been referred to the agency responsible",
            "Report {nomor} is not the responsibility of {kota}, so we cannot resolve it.",
            "We have referred it to {tujuan}.",
            "{pesan}",
        ),
    ),
    "transfer": event(
        _("Laporan dialihkan ke daerah lain"),
        "tujuan pesan",
        (
            "Laporan {nomor} dialihkan ke daerah yang berwenang",
            "Laporan {nomor} dialihkan, dengan riwayat dan batas waktunya. Nomornya tetap.",
            "Sekarang laporan ditangani oleh {tujuan}.",
            "{pesan}",
        ),
        (
            "Report {nomor} has gone to the city or regency responsible",
            "Report {nomor} has been handed over with its history and its deadlines. Its number stays.",
            "It is now handled by {tujuan}.",
            "{pesan}",
        ),
    ),
    "come_back": event(
        _("Laporan dikembalikan oleh daerah lain"),
        "tujuan",
        (
            "Laporan {nomor} kembali ditangani {kota}",
            "Laporan {nomor} dikembalikan oleh {tujuan}, karena menurut mereka bukan wewenangnya. Sekarang {kota} "
            "menanganinya lagi.",
            "Anda tidak perlu melakukan apa-apa: nomor, kode, dan batas waktunya tetap.",
        ),
        (
            "Report {nomor} is again handled by {kota}",
            "Report {nomor} has been given back by {tujuan}, who say that it is not theirs. {kota} now handles it "
            "again.",
            "You need not do anything: its number, its code and its deadlines stay.",
        ),
    ),
    "recall": event(
        _("Pengalihan laporan ditarik kembali"),
        "tujuan",
        (
            "Laporan {nomor} tetap ditangani {kota}",
            "Kami menarik kembali pengalihan laporan {nomor} ke {tujuan}. Sekarang {kota} menanganinya lagi.",
            "Anda tidak perlu melakukan apa-apa: nomor, kode, dan batas waktunya tetap.",
        ),
        (
            "Report {nomor} stays with {kota}",
            "We have taken back report {nomor} from {tujuan}. {kota} now handles it again.",
            "You need not do anything: its number, its code and its deadlines stay.",
        ),
    ),
    "merge": event(
        _("Laporan digabung"),
        "laporan_utama pesan",
        (
            "Laporan {nomor} digabung dengan laporan lain",
            "Laporan {nomor} tentang hal yang sama dengan laporan yang sudah ada, jadi keduanya ditangani bersama.",
            "Perkembangannya ada di {laporan_utama}.",
            "{pesan}",
        ),
        (
            "Report {nomor} has been merged with another",
            "Report {nomor} is about the same matter as one we already have, so both are handled together.",
            "What happens is told in {laporan_utama}.",
            "{pesan}",
        ),
    ),
    "follow": event(
        _("Laporan yang menampung laporan ini digabung lagi"),
        "laporan_utama",
        (
            "Laporan {nomor} sekarang ditangani bersama laporan lain",
            "Laporan {nomor} sudah digabung dengan laporan lain, dan laporan itu sekarang digabung lagi.",
            "Perkembangannya ada di {laporan_utama}.",
        ),
        (
            "Report {nomor} is now handled with another report",
            "Report {nomor} had been merged with another one, which has now been merged as well.",
            "What happens is told in {laporan_utama}.",
        ),
    ),
    "withdraw": event(
        _("Laporan dicabut pelapor"),
        "",
        (
            "Laporan {nomor} dicabut",
            "Laporan {nomor} dicabut sesuai permintaan Anda dan tidak ditangani lagi.",
            "Bukan Anda yang mencabutnya? Hubungi kantor kami dengan menyebut nomor ini.",
        ),
        (
            "Report {nomor} has been withdrawn",
            "Report {nomor} has been withdrawn as you asked and is no longer handled.",
            "Was this not you? Call our office and give this number.",
        ),
    ),
    "lapse": event(
        _("Laporan gugur karena tidak dilengkapi"),
        "",
        (
            "Laporan {nomor} dianggap dicabut",
            "Keterangan yang kami minta untuk laporan {nomor} tidak kami terima dalam waktunya, jadi laporan dianggap "
            "dicabut.",
            "Masalahnya masih ada? Buatlah laporan baru dengan keterangan itu.",
        ),
        (
            "Report {nomor} is deemed withdrawn",
            "We did not receive in time what we asked for about report {nomor}, so it is deemed withdrawn.",
            "Is the problem still there? Make a new report that includes what we asked for.",
        ),
    ),
    "reopen": event(
        _("Laporan dibuka kembali"),
        "batas",
        (
            "Laporan {nomor} dibuka kembali",
            "Laporan {nomor} dibuka kembali sesuai permintaan Anda dan ditangani lagi.",
            "Langkah berikutnya selesai paling lambat {batas}.",
        ),
        (
            "Report {nomor} is open again",
            "Report {nomor} is open again as you asked, and is being handled again.",
            "The next step is due by {batas}.",
        ),
    ),
    "reply_refused": event(
        _("Balasan surel tidak dapat dicatat"),
        "alasan",
        (
            "Laporan {nomor}: balasan Anda belum tercatat",
            "Balasan Anda lewat surel tidak dapat dicatat di laporan {nomor}.",
            "Alasannya: {alasan}",
            "Buka halaman laporan untuk melihat apa yang dapat Anda lakukan.",
        ),
        (
            "Report {nomor}: your answer has not been recorded",
            "Your answer by e-mail could not be recorded in report {nomor}.",
            "The reason: {alasan}",
            "Open the report's page to see what you can do.",
        ),
    ),
}
