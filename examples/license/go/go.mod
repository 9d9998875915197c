module keytill.example/license

go 1.19
