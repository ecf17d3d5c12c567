"""Where the tests of the web happen, and what everybody's password is."""

CITY, OTHER_CITY, PROVINCE = "kota-tangerang.localhost", "kab-lebak.localhost", "localhost"
SCHEMA, OTHER_SCHEMA = "t3671", "t3602"
PASSWORD = "empat kata yang mudah"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
