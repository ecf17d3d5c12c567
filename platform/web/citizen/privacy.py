"""`/privasi/`: what is asked, for what, on which legal ground, who sees it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tenants.lazy_text import Promise

# The grounds are those of UU 27/2022; articles are named once somebody has read them in the official text.
_SERVICE = _("Pelayanan publik (UU 27/2022; UU 25/2009 tentang pengaduan)")
_CONSENT = _("Persetujuan Anda, dapat ditarik (UU 27/2022)")
_DUTY = _("Kewajiban hukum (UU 27/2022; UU 25/2009 tentang tanda terima pengaduan)")


@dataclass(frozen=True)
class Item:
    """One thing the site asks for or keeps."""

    name: Promise
    purpose: Promise
    basis: Promise
    seen_by: Promise


ITEMS = (
    Item(
        _("Jenis, kategori, kelurahan"),
        _("Menentukan perangkat daerah yang menangani dan batas waktunya"),
        _SERVICE,
        _("Siapa saja, langsung; untuk laporan Rahasia hanya petugas dan Anda"),
    ),
    Item(
        _("Cerita, alamat atau patokan, pin, foto"),
        _("Memahami, mencari tempat, dan memeriksa hasilnya"),
        _SERVICE,
        _("Petugas; masyarakat setelah diverifikasi, kecuali bagian yang kami sunting atau laporan Rahasia"),
    ),
    Item(
        _("Jawaban dan keterangan tambahan, alasan mencabut atau membuka lagi, penilaian dan catatannya"),
        _("Menyelesaikan laporan Anda dan memperbaiki layanan; nilainya dihitung dalam angka kinerja tanpa nama"),
        _SERVICE,
        _("Petugas dan Anda. Masyarakat tidak"),
    ),
    Item(
        _("Nama"),
        _("Tanda terima beridentitas dan menghubungi Anda"),
        _DUTY,
        _("“Nama diketahui petugas”: petugas yang menangani. “Anonim”: hanya koordinator. Masyarakat tidak pernah"),
    ),
    Item(
        _("Nomor HP, e-mail"),
        _("Menanyakan yang kurang dan mengabarkan hasil"),
        _SERVICE,
        _("Sama seperti nama; disimpan tersandi, dan setiap pembukaan tercatat"),
    ),
    Item(
        _("Nama orang yang Anda wakili"),
        _("Menyampaikan laporan sebagai kuasa"),
        _SERVICE,
        _("Sama seperti nama"),
    ),
    Item(
        _("E-mail akun warga"),
        _("Mengirim kode masuk dan menyimpan laporan Anda di satu tempat; hanya bila Anda membuat akun"),
        _CONSENT,
        _("Tidak seorang pun; disimpan tersandi, dan hilang ketika akun ditutup"),
    ),
    Item(
        _("Data tempat dan kamera di dalam foto"),
        _("Tidak kami pakai: dihapus sebelum foto disimpan"),
        _("Tidak disimpan"),
        _("Tidak seorang pun"),
    ),
    Item(
        _("Nomor laporan dan kode tanda terima"),
        _("Membuka lagi laporan Anda; kode hanya disimpan sebagai sidik yang tidak dapat dibaca kembali"),
        _DUTY,
        _("Nomor: siapa saja. Kode: hanya Anda; peramban ini memegangnya setengah jam"),
    ),
    Item(
        _("Kunci acak perangkat untuk “Dukung laporan ini”"),
        _("Menghitung satu perangkat satu kali; disimpan hanya bila Anda mendukung"),
        _CONSENT,
        _("Tidak seorang pun; yang tersimpan hanya sidiknya, yang tampil hanya jumlahnya"),
    ),
    Item(
        _("Isian yang belum terkirim"),
        _("Supaya tidak hilang bila sambungan putus; tanpa nama dan kontak"),
        _("Tidak dikirim kepada kami"),
        _("Siapa pun yang memakai perangkat ini, sampai terkirim, dihapus, atau lewat tujuh hari"),
    ),
    Item(
        _("Cookie pengaman formulir dan pilihan bahasa"),
        _("Mencegah situs lain mengirim atas nama Anda; tidak dipakai untuk melacak"),
        _SERVICE,
        _("Hanya peramban ini dan situs ini"),
    ),
    Item(
        _("Alamat jaringan (IP)"),
        _("Membatasi laporan, percobaan kode, dan dukungan beruntun"),
        _SERVICE,
        _("Tidak seorang pun; dihitung sebagai sidik paling lama satu jam, tidak masuk ke laporan"),
    ),
)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Text only; no query."""
    return render(request, "citizen/privacy.html", {"items": ITEMS})
