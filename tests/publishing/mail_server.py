"""A real SMTP server on loopback, in a thread of its own, that answers as told."""

import asyncio
from email import message_from_bytes, policy
from threading import Event, Thread

from aiosmtpd.smtp import SMTP

# Far more than anything here takes: only a test that is broken waits so long.
PATIENCE = 30


class MailServer:
    """Take mails while the block runs, on the free port `port`.

    `received` are the mails that were accepted, parsed, in order. `replies` are given
    to the next commands of each name in place of «250 OK»:
    ``server.replies["RCPT"] = ["451 Later"]``.
    """

    def __init__(self):
        self.received = []
        self.recipients = []
        self.replies = {}
        self.held_at = None
        self.reached = Event()
        self.go_on = Event()
        self.sessions = []

    def hold_next(self, command):
        """Let the next such command wait until `go_on` is set; `reached` tells.

        ``"ACCEPTED"`` is the moment at which the server has a mail and has not said so.
        """
        self.reached.clear()
        self.go_on.clear()
        self.held_at = command

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever)
        self.thread.start()
        self.listener = self.run(
            self.loop.create_server(self.new_session, "127.0.0.1", 0)
        )
        self.port = self.listener.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *error):
        self.go_on.set()
        self.run(self.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)
        self.loop.close()

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    async def close(self):
        self.listener.close()
        for session in self.sessions:
            if session.transport:
                session.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)
        await self.loop.shutdown_default_executor()

    def new_session(self):
        session = SMTP(self, hostname="mail.example", loop=self.loop)
        self.sessions.append(session)
        return session

    async def pause(self, command):
        if self.held_at == command:
            self.held_at = None
            self.reached.set()
            await asyncio.to_thread(self.go_on.wait, PATIENCE)

    async def answer(self, command):
        await self.pause(command)
        replies = self.replies.get(command)
        return replies.pop(0) if replies else "250 OK"

    async def handle_MAIL(self, _server, _session, envelope, address, _options):
        reply = await self.answer("MAIL")
        if reply.startswith("250"):
            envelope.mail_from = address
        return reply

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        reply = await self.answer("RCPT")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _server, _session, envelope):
        reply = await self.answer("DATA")
        if reply.startswith("250"):
            self.recipients.append(envelope.rcpt_tos)
            self.received.append(
                message_from_bytes(envelope.content, policy=policy.default)
            )
            await self.pause("ACCEPTED")
        return reply
