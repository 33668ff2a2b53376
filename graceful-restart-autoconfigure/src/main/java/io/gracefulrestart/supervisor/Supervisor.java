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

package io.gracefulrestart.supervisor;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

import io.gracefulrestart.fd.MonotonicClock;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.listener.Listener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor of this service, systemd above all, as far as it wants to be told what
 * happens. It follows one process at a time, the main process: only that one speaks of
 * the service. Thread safe; nothing here fails, or waits longer than a moment.
 */
public final class Supervisor {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private final @Nullable NotifySocket socket;

	private final @Nullable Watchdog watchdog;

	private final @Nullable DescriptorStore store;

	private final boolean sharesProcessIds;

	private String lastStatus = "";

	private boolean reloading;

	private boolean following;

	// Whether another process is the main one, or the service ends.
	private boolean silent;

	/**
	 * Create a view of the supervisor; nothing is sent.
	 * @param settings what the operator has decided
	 * @param sickness asks the application what ails it, empty if it lives; may take as
	 * long as it likes
	 */
	public Supervisor(SupervisorSettings settings, Supplier<Optional<String>> sickness) {
		String address = settings.environment().socket();
		this.socket = (address != null) ? new NotifySocket(address) : null;
		Duration timeout = settings.environment().watchdog();
		this.watchdog = (this.socket != null && timeout != null)
				? new Watchdog(timeout, sickness, () -> send(Notification.NONE.alive())) : null;
		this.store = (this.socket != null && settings.storeListeners()) ? new DescriptorStore(this.socket) : null;
		this.sharesProcessIds = ProcessNumbers.areShared(System.getenv());
		if (settings.storeListeners() && this.socket == null) {
			logger.warn("graceful-restart.supervisor.fd-store is true, but there is no NOTIFY_SOCKET: set Type=notify"
					+ " in the unit; listeners are not stored");
		}
	}

	/**
	 * Return whether there is one that wants to be told.
	 * @return whether anything is ever sent
	 */
	public boolean isPresent() {
		return this.socket != null;
	}

	/**
	 * Return whether this process is the main one, as far as it was told.
	 * @return whether the supervisor takes the end of this process for the end of the
	 * service
	 */
	public synchronized boolean isFollowing() {
		return this.following;
	}

	/**
	 * This process serves, and is the main process from now on.
	 * @param status a line for people
	 * @param listeners what it serves
	 * @param others names of the listeners that it was given and does not serve
	 */
	public synchronized void serves(String status, Collection<Listener> listeners, Collection<String> others) {
		if (this.socket == null) {
			return;
		}
		this.silent = false;
		this.following = true;
		this.reloading = false;
		this.lastStatus = status;
		Notification notification = main(Notification.NONE.ready(), ProcessHandle.current().pid()).status(status);
		send((this.watchdog != null) ? notification.alive() : notification);
		if (this.watchdog != null) {
			this.watchdog.start();
		}
		if (this.store != null) {
			this.store.keep(listeners, others);
		}
	}

	/**
	 * The process that has started this one has ended, so that systemd is its parent now:
	 * have it see that. May take some seconds.
	 */
	public void adopted() {
		// Else it would not hear the second of the two messages.
		if (this.socket != null && this.sharesProcessIds && isFollowing() && UnitSettings.isEveryProcessHeard()) {
			new Adoption(this.socket).run(this::tellAgain);
		}
	}

	// Not while somebody else is named.
	private synchronized void tellAgain(long other) {
		if (this.following) {
			send(Notification.NONE.mainProcess(other));
			send(Notification.NONE.mainProcess(ProcessHandle.current().pid()));
		}
	}

	/**
	 * The next version is about to be started, or has come.
	 */
	public synchronized void reloading() {
		if (this.socket == null || this.reloading || this.silent) {
			return;
		}
		try {
			this.reloading = true;
			send(Notification.NONE.reloading(MonotonicClock.microseconds()));
		}
		catch (NativeException ex) {
			logger.debug("Clock cannot be read", ex);
		}
	}

	/**
	 * The next version has not come so far, and this one serves on. Does nothing unless
	 * {@link #reloading()} was called.
	 * @param status a line for people
	 */
	public synchronized void reloaded(String status) {
		if (this.reloading && !this.silent) {
			this.reloading = false;
			this.lastStatus = status;
			// It may have said already that it was the main process.
			send(main(Notification.NONE.ready(), ProcessHandle.current().pid()).status(status));
		}
	}

	/**
	 * Another process serves in the place of this one, and is the main process from now
	 * on. It says so itself; but only this one is heard if the supervisor listens to none
	 * but the main process.
	 * @param pid its process id, 0 if it is not known
	 */
	public synchronized void replacedBy(long pid) {
		if (this.socket == null || this.silent) {
			return;
		}
		this.silent = true;
		this.following = false;
		this.reloading = false;
		if (this.watchdog != null) {
			this.watchdog.stop();
		}
		if (pid > 0) {
			ControlGroup.other(pid)
				.ifPresent((group) -> logger.warn("Successor (pid " + pid + ") is in control group " + group.path()
						+ ", not in that of this service: systemd does not follow it, and takes the service for ended"
						+ " when this process ends. Start the next version with systemctl reload instead"));
			send(main(Notification.NONE.ready(), pid));
		}
	}

	/**
	 * The service ends with this process.
	 * @param status a line for people
	 */
	public synchronized void stopping(String status) {
		if (this.socket != null && !this.silent) {
			this.reloading = false;
			this.lastStatus = status;
			// It is not asked for any more, and the application may not be able to
			// answer.
			if (this.watchdog != null) {
				this.watchdog.stop();
			}
			send(Notification.NONE.stopping().status(status));
		}
	}

	/**
	 * Say something for people; only what is new is sent.
	 * @param status one line
	 */
	public synchronized void status(String status) {
		if (this.socket != null && !this.silent && !status.equals(this.lastStatus)) {
			this.lastStatus = status;
			send(Notification.NONE.status(status));
		}
	}

	/**
	 * Ask for more time for what goes on: a start, a reload or a stop.
	 * @param duration from now on
	 */
	public synchronized void extendTimeout(Duration duration) {
		if (!this.silent) {
			send(Notification.NONE.extendTimeout(duration));
		}
	}

	/**
	 * Tell about this view.
	 * @return the report, {@code null} if there is no supervisor that is told anything
	 */
	public synchronized @Nullable SupervisorReport report() {
		if (this.socket == null) {
			return null;
		}
		return new SupervisorReport(ControlGroup.own().flatMap(ControlGroup::service).orElse(null),
				this.socket.toString(), this.following, this.lastStatus.isEmpty() ? null : this.lastStatus,
				(this.watchdog != null) ? this.watchdog.timeout() : null,
				(this.store != null) ? this.store.stored() : null);
	}

	/** Say nothing more. Idempotent. */
	public synchronized void close() {
		this.silent = true;
		if (this.watchdog != null) {
			this.watchdog.stop();
		}
	}

	private Notification main(Notification notification, long pid) {
		return this.sharesProcessIds ? notification.mainProcess(pid) : notification;
	}

	private void send(Notification notification) {
		if (this.socket != null) {
			this.socket.send(notification);
		}
	}

}
