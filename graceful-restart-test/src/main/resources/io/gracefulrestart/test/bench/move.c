/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

/*
 * The system calls that a move of established TCP connections cannot do without, and nothing
 * beside them: what the benchmark "move" is compared with.
 *
 *   move CONNECTIONS BATCH      prints microseconds per connection
 *
 * Three processes: a client with the other ends of the connections, the predecessor that has
 * accepted them, the successor with a prepared socket for each. One batch after the other:
 *
 *   predecessor  epoll_ctl(DEL) each, sendmsg of all
 *   successor    recvmsg; getsockname, getpeername, dup3, close each; says H (held)
 *   predecessor  says R (release); close each; goes on with the next batch
 *   successor    epoll_ctl(ADD) each; says A (adopted)
 *
 * The time is that from the first DEL to the last A. Afterwards, and not timed, the client
 * writes a byte on each connection, and the successor reads them all.
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* SCM_MAX_FD, unix(7). */
#define LARGEST_BATCH 253

union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(LARGEST_BATCH * sizeof(int))];
};

static int connections, batch;

static int checked(int result, const char *call)
{
	if (result < 0) {
		perror(call);
		exit(1);
	}
	return result;
}

static int *numbers(void)
{
	int *memory = calloc(connections, sizeof(int));

	checked(memory == NULL ? -1 : 0, "calloc");
	return memory;
}

static void say(int control, char what)
{
	checked(write(control, &what, 1) == 1 ? 0 : -1, "write");
}

/* End of file: the other process has ended, and has said why. */
static char hear(int control)
{
	char what;

	if (checked(read(control, &what, 1), "read") == 0)
		exit(1);
	return what;
}

static int listener(struct sockaddr_in *address)
{
	socklen_t length = sizeof(*address);
	int number = checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

	memset(address, 0, sizeof(*address));
	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	checked(bind(number, (struct sockaddr *) address, length), "bind");
	checked(listen(number, SOMAXCONN), "listen");
	checked(getsockname(number, (struct sockaddr *) address, &length), "getsockname");
	return number;
}

static int connected(const struct sockaddr_in *address)
{
	int number = checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

	checked(connect(number, (const struct sockaddr *) address, sizeof(*address)), "connect");
	return number;
}

/* Its close is a reset, so that no TIME_WAIT stays. */
static int resetting(int number)
{
	struct linger linger = { 1, 0 };

	checked(setsockopt(number, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)), "setsockopt");
	return number;
}

static void watch(int epoll, int operation, int number)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = number };

	checked(epoll_ctl(epoll, operation, number, &event), "epoll_ctl");
}

static void client(const struct sockaddr_in *address, int orders)
{
	int *ends = numbers();
	char byte;

	for (int i = 0; i < connections; i++)
		ends[i] = resetting(connected(address));
	hear(orders);
	for (int i = 0; i < connections; i++)
		say(ends[i], 'x');
	/* Until the predecessor has ended. */
	exit(read(orders, &byte, 1) != 0);
}

static int receive(int control, int *received)
{
	union control rights;
	char byte;
	struct iovec bytes = { &byte, 1 };
	struct msghdr message = { .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = &rights, .msg_controllen = sizeof(rights) };
	struct cmsghdr *header;
	int count;

	if (checked(recvmsg(control, &message, MSG_CMSG_CLOEXEC), "recvmsg") == 0)
		exit(1);
	header = CMSG_FIRSTHDR(&message);
	if (header == NULL || (message.msg_flags & MSG_CTRUNC) != 0) {
		fprintf(stderr, "descriptors were lost: is the limit of open files too low?\n");
		exit(1);
	}
	count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	memcpy(received, CMSG_DATA(header), count * sizeof(int));
	return count;
}

static void hold(int received, int prepared)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof(address);

	checked(getsockname(received, (struct sockaddr *) &address, &length), "getsockname");
	length = sizeof(address);
	checked(getpeername(received, (struct sockaddr *) &address, &length), "getpeername");
	checked(dup3(received, prepared, O_CLOEXEC), "dup3");
	close(received);
}

static void successor(int control)
{
	int epoll = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
	int *prepared = numbers(), received[LARGEST_BATCH], moved = 0;
	struct sockaddr_in address;
	struct epoll_event event;
	int own = listener(&address);

	/* As a channel of the JDK is prepared: a connected socket that was reset. */
	for (int i = 0; i < connections; i++) {
		prepared[i] = connected(&address);
		close(resetting(checked(accept(own, NULL, NULL), "accept")));
	}
	say(control, 'P');
	while (moved < connections) {
		int count = receive(control, received);

		for (int i = 0; i < count; i++)
			hold(received[i], prepared[moved + i]);
		say(control, 'H');
		hear(control);
		for (int i = 0; i < count; i++)
			watch(epoll, EPOLL_CTL_ADD, prepared[moved + i]);
		say(control, 'A');
		moved += count;
	}
	for (int i = 0; i < connections; i++) {
		checked(epoll_wait(epoll, &event, 1, -1), "epoll_wait");
		hear(event.data.fd);
	}
	say(control, 'D');
	exit(0);
}

static void send_batch(int control, const int *sent, int count)
{
	union control rights;
	char byte = 'C';
	struct iovec bytes = { &byte, 1 };
	struct msghdr message = { .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = &rights };

	message.msg_controllen = CMSG_SPACE(count * sizeof(int));
	memset(&rights, 0, sizeof(rights));
	rights.header.cmsg_level = SOL_SOCKET;
	rights.header.cmsg_type = SCM_RIGHTS;
	rights.header.cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(&rights.header), sent, count * sizeof(int));
	checked(sendmsg(control, &message, MSG_NOSIGNAL), "sendmsg");
}

static double microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static void move(int control, int epoll, const int *accepted)
{
	int moved = 0, batches = 0, adopted = 0;

	while (moved < connections) {
		int count = connections - moved < batch ? connections - moved : batch;

		for (int i = 0; i < count; i++)
			watch(epoll, EPOLL_CTL_DEL, accepted[moved + i]);
		send_batch(control, accepted + moved, count);
		batches++;
		while (hear(control) == 'A')
			adopted++;
		say(control, 'R');
		for (int i = 0; i < count; i++)
			close(accepted[moved + i]);
		moved += count;
	}
	while (adopted < batches) {
		hear(control);
		adopted++;
	}
}

int main(int argc, char **argv)
{
	int control[2], orders[2], epoll, own, *accepted;
	struct sockaddr_in address;
	double begin, end;

	connections = argc == 3 ? atoi(argv[1]) : 0;
	batch = argc == 3 ? atoi(argv[2]) : 0;
	if (connections < 1 || batch < 1 || batch > LARGEST_BATCH) {
		fprintf(stderr, "Usage: move CONNECTIONS BATCH, a batch of at most %d\n", LARGEST_BATCH);
		return 2;
	}
	/* Before anything is accepted: the successor must have nothing but what it is passed. */
	checked(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, control), "socketpair");
	if (checked(fork(), "fork") == 0) {
		close(control[0]);
		successor(control[1]);
	}
	close(control[1]);
	hear(control[0]);

	own = listener(&address);
	checked(pipe(orders), "pipe");
	if (checked(fork(), "fork") == 0) {
		close(control[0]);
		close(own);
		close(orders[1]);
		client(&address, orders[0]);
	}
	close(orders[0]);
	epoll = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
	accepted = numbers();
	for (int i = 0; i < connections; i++) {
		accepted[i] = checked(accept4(own, NULL, NULL, SOCK_CLOEXEC), "accept4");
		watch(epoll, EPOLL_CTL_ADD, accepted[i]);
	}

	begin = microseconds();
	move(control[0], epoll, accepted);
	end = microseconds();

	say(orders[1], 'x');
	if (hear(control[0]) != 'D')
		return 1;
	printf("%.3f\n", (end - begin) / connections);
	return 0;
}
