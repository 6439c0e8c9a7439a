"""Turn the source files of partners, centres and services into the import formats.

The source files lie unchanged in <app>/data/source/, judgements made by a person in
<app>/data/reviewed/; docs/data-sources.md tells why. Standard library only. The same
input gives the same bytes.

    python3 -m scripts.convert_sources           write the CSV files
    python3 -m scripts.convert_sources --check   end with 1 when a file would change
"""
