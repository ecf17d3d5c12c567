"""Files that go in and out: photos, letters, spreadsheets."""
