"""Uploads that never take more than the database would keep."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from ..models.signing import MAX_DOCUMENT_BYTES


class BoundedUpload(FileUploadHandler):
    """Drop a file while it comes in, once it is bigger than a signed document can be.

    The other fields of the form are kept. Stands before the handlers that store;
    `upload_too_large` on the request tells the form.
    """

    received = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > MAX_DOCUMENT_BYTES:
            self.request.upload_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        """Return None: the handlers behind this one make the file."""
        return None
