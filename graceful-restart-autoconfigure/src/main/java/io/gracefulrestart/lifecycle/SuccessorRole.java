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

package io.gracefulrestart.lifecycle;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.fd.StandardStreams;
import io.gracefulrestart.handoff.Departure;
import io.gracefulrestart.handoff.DrainResult;
import io.gracefulrestart.handoff.PredecessorGone;
import io.gracefulrestart.handoff.Progress;
import io.gracefulrestart.handoff.ReadyResult;
import io.gracefulrestart.handoff.RefusalReason;
import io.gracefulrestart.handoff.Refused;
import io.gracefulrestart.handoff.ServingResult;
import io.gracefulrestart.handoff.SuccessorConversation;
import io.gracefulrestart.state.StateSettings;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The successor's part, from its own readiness to the end of the predecessor's drain.
 * Runs on a thread of its own, {@code graceful-restart-takeover}; the other methods may
 * be called by any.
 * <p>
 * Long, because what may come between two steps is decided in one place.
 */
final class SuccessorRole {

	private static final Log logger = LogFactory.getLog(SuccessorRole.class);

	private static final Duration WARM_UP = Duration.ofSeconds(10);

	// READY is answered at once, unless the predecessor is frozen.
	private static final Duration ANSWER = Duration.ofSeconds(10);

	private static final Duration SETTLE = Duration.ofSeconds(1);

	// A context that closes says first that it refuses traffic, and milliseconds later
	// that it closes.
	private static final Duration CLOSING = Duration.ofSeconds(1);

	private final Core core;

	private final SuccessorConversation conversation;

	private final ControlPoint controlPoint;

	private final Ending ending;

	private final Readiness readiness = new Readiness();

	private final ConnectionIntake intake;

	private Map<String, Integer> rooms = Map.of();

	private final CountDownLatch quiet = new CountDownLatch(1);

	private @Nullable DrainWatch watch;

	private boolean watched;

	private final CountDownLatch left = new CountDownLatch(1);

	private volatile @Nullable Peer peer;

	// Whether the predecessor may come back, as far as is known here.
	private volatile boolean returnable;

	// Whether this process has taken over, and not given back.
	private volatile boolean serves;

	private boolean bequeathed;

	// Accepting begins a moment before that is known.
	private final CountDownLatch returnKnown = new CountDownLatch(1);

	/**
	 * Create the role.
	 * @param core what both roles work with
	 * @param conversation the conversation with the predecessor; owned by the role
	 * @param controlPoint where this process waits for its own successor when it serves
	 * @param ending how this process ends if its cutover came too late
	 */
	SuccessorRole(Core core, SuccessorConversation conversation, ControlPoint controlPoint, Ending ending) {
		this.core = core;
		this.conversation = conversation;
		this.controlPoint = controlPoint;
		this.ending = ending;
		this.intake = new ConnectionIntake(core);
		peer(Peer.Phase.SERVING, null);
	}

	/**
	 * Wait on another thread for the application to be ready, and go on from there.
	 */
	void start() {
		Thread thread = new Thread(this::run, "graceful-restart-takeover");
		thread.setDaemon(true);
		thread.start();
		Thread preparation = new Thread(() -> this.intake.prepare(this.conversation.welcome().connections()),
				"graceful-restart-molds");
		preparation.setDaemon(true);
		preparation.start();
	}

	/**
	 * The application is ready: say READY. Returns at once; called again it does nothing.
	 */
	void ready() {
		this.readiness.come();
	}

	/**
	 * Let a predecessor that still drains know that it need not come back if this process
	 * dies.
	 * @throws IOException if it cannot be told; it may be stopped
	 */
	void settle() throws IOException {
		this.returnable = false;
		this.conversation.settle(Deadline.after(SETTLE));
	}

	/**
	 * End on purpose: before the cutover the predecessor serves on, after it the
	 * predecessor ends too.
	 */
	void leave() {
		this.left.countDown();
		if (this.core.states().change(State.TAKING_OVER, State.STOPPED)) {
			closeListeners();
			// Nobody is to wait for it any more.
			this.readiness.come();
		}
		this.conversation.bye("application ends");
	}

	@Nullable Peer peer() {
		return this.peer;
	}

	/**
	 * Return until when the predecessor serves again if this process dies or gives back.
	 * @return what it has said last, {@code null} if it does not
	 */
	@Nullable Instant probationEnds() {
		Peer current = this.peer;
		Progress drain = (current != null && this.returnable) ? current.drain() : null;
		return (drain != null) ? drain.probationEnds() : null;
	}

	// Whoever asks for it as soon as this process accepts must not be refused.
	private void awaitReturnKnown() {
		if (this.core.states().state() != State.SERVING) {
			return;
		}
		try {
			if (!this.returnKnown.await(ANSWER.toNanos(), TimeUnit.NANOSECONDS)) {
				logger.debug("Predecessor " + describe() + " has not confirmed the cutover");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		try (this.intake) {
			takeOver();
		}
		finally {
			this.returnKnown.countDown();
		}
		if (this.watch != null) {
			awaitReleased(this.watch);
		}
		if (this.serves) {
			this.core.chain().count(RestartOutcome.SUCCEEDED);
		}
		if (!this.bequeathed) {
			this.core.estate().closePredecessor();
		}
		// The predecessor is gone, whether it has said that its own has stopped or not.
		workAlone();
		this.core.supervision().awaitAdoption(this.conversation.welcome().visiblePid());
	}

	/**
	 * Wait until the predecessor's serving-only work has stopped, see
	 * {@link Neighbours#awaitQuiet()}.
	 */
	void awaitQuiet() {
		try {
			this.quiet.await(this.core.settings().drain().timeout().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	// Not if a successor of this process has been faster: that works, or will.
	private void workAlone() {
		this.quiet.countDown();
		this.core.servingOnly().start(this.core::serves);
	}

	private void takeOver() {
		Deadline deadline = Deadline.after(this.core.settings().readyTimeout());
		try {
			if (!this.readiness.await(this.conversation, this.core.settings().readyTimeout(), describe())) {
				giveUp("application not ready within " + this.core.settings().readyTimeout().toMillis() + " ms", null);
				return;
			}
			if (this.core.states().state() != State.TAKING_OVER) {
				return;
			}
			warmUp();
			this.intake.prepareServers(this.conversation.welcome().connections());
			long before = System.nanoTime();
			Optional<String> obstacle = new Obstacles(this.core.application(), this.conversation).awaitNone(deadline);
			if (obstacle.isPresent()) {
				giveUp("not ready within " + this.core.settings().readyTimeout().toMillis() + " ms; it waits for: "
						+ obstacle.get(), null);
				return;
			}
			long checked = System.nanoTime();
			takeStreams();
			// Before READY: between COMMIT and SERVING nobody accepts.
			this.rooms = this.intake.rooms();
			this.core.estate().join();
			ReadyResult result = this.conversation.ready(Duration.ofNanos(checked - before), commit());
			if (result instanceof Refused refused && refused.reason() == RefusalReason.REHEARSED) {
				endRehearsal();
			}
			else if (result instanceof Refused refused) {
				giveUp("predecessor refused: " + refused.text(), null);
			}
			else if (result instanceof PredecessorGone gone) {
				this.core.estate().awaitInherited();
				cutOver(gone);
			}
			else {
				cutOver(null);
			}
		}
		catch (InterruptedException ex) {
			giveUp("interrupted", ex);
		}
		catch (IOException ex) {
			giveUp((ex.getMessage() != null) ? ex.getMessage() : ex.toString(), null);
			logger.debug("Takeover failed", ex);
		}
		// An Error too: nobody would learn that this process does not take over.
		catch (RuntimeException | Error ex) {
			giveUp(ex.toString(), ex);
		}
	}

	// It writes state first.
	private Deadline commit() {
		StateSettings state = this.core.settings().state();
		return Deadline.after((state != null) ? ANSWER.plus(state.timeout().multipliedBy(2)) : ANSWER);
	}

	// From here on the predecessor may end, and its pipes with it.
	private void takeStreams() throws IOException {
		try (StandardStreams streams = this.conversation.streams()) {
			if (streams != null) {
				streams.replaceOwn();
			}
		}
	}

	private void endRehearsal() {
		if (this.core.states().change(State.TAKING_OVER, State.STOPPED)) {
			logger.info("Rehearsal passed, ending: this process was ready, and " + describe() + " serves on");
			this.conversation.close();
			closeListeners();
			this.core.application().exit(0);
		}
	}

	private void warmUp() {
		String path = this.core.settings().warmUpPath();
		if (path != null) {
			this.core.application().warmUp(path, Deadline.after(WARM_UP));
		}
	}

	private void cutOver(@Nullable PredecessorGone gone) throws IOException {
		if (!this.core.states().change(State.TAKING_OVER, State.SERVING)) {
			// Told to end in the meantime; leave() has closed everything.
			return;
		}
		if (gone != null) {
			this.core.listeners().takePlaces();
		}
		try {
			this.core.gate().open();
		}
		catch (RuntimeException | Error ex) {
			retreat("cannot accept: " + ex.getMessage(), ex);
			return;
		}
		ServingResult result = (gone != null) ? gone : serving();
		if (result instanceof Refused refused) {
			retreat(refused);
			return;
		}
		if (result instanceof PredecessorGone) {
			new Bequest(this.core, this.intake).serve();
		}
		this.core.supervision().serves(this.core);
		this.serves = true;
		// Only now: as long as the predecessor may go back to serving, the control socket
		// and the listeners that nobody here has claimed are its own.
		this.core.listeners().confirm();
		this.controlPoint.serve(this.conversation.controlListener());
		logger.info("Generation " + this.core.chain().generation() + " serving");
		if (result instanceof PredecessorGone died) {
			ended(died, "Predecessor " + describe() + " is gone: " + died.departure());
		}
		else {
			peer(Peer.Phase.DRAINING, null);
			this.returnable = this.intake.ownListeners().isEmpty();
			this.returnKnown.countDown();
			awaitDrained();
		}
	}

	/**
	 * This process is not ready any more, as it says itself: give back, if it is on
	 * probation.
	 * @param reason what it says
	 */
	void unready(String reason) {
		if (probationEnds() != null && this.core.states().state() == State.SERVING) {
			Thread thread = new Thread(() -> giveBackUnlessLeft(reason), "graceful-restart-unready");
			thread.setDaemon(true);
			thread.start();
		}
	}

	// Whoever ends this process ends the service: nobody is to come back.
	private void giveBackUnlessLeft(String reason) {
		try {
			if (!this.left.await(CLOSING.toNanos(), TimeUnit.NANOSECONDS)) {
				rollBack("not ready any more: " + reason);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Give the serving back to the predecessor. Returns when it accepts.
	 * @param reason why, for people
	 * @return why it was not possible, {@code null} if it serves
	 */
	synchronized @Nullable String rollBack(String reason) {
		awaitReturnKnown();
		Peer predecessor = this.peer;
		if (predecessor == null || !this.returnable) {
			return (predecessor != null) ? "predecessor cannot come back"
					: "there is no predecessor any more: the probation is over";
		}
		this.returnable = false;
		String obstacle = new Rollback(this.core, this.conversation, this.controlPoint, this.ending).run(reason);
		this.serves = obstacle != null;
		return obstacle;
	}

	// It has COMMIT and its gate is open: whatever has become of the conversation, it
	// serves.
	private ServingResult serving() {
		try {
			return this.conversation.serving(this.rooms, this.intake.ownListeners(), Deadline.after(ANSWER));
		}
		catch (IOException ex) {
			logger.debug("Predecessor does not confirm the cutover", ex);
			return new ServingResult.Unconfirmed();
		}
	}

	private void awaitDrained() {
		DrainWatch watch = new DrainWatch(this.conversation, this.intake, this::workAlone, describe());
		DrainResult result = watch.await(this::follow);
		if (result instanceof DrainResult.Drained drained) {
			this.core.chain().add(drained.handoff());
			logger.info("Predecessor " + describe() + " drained: " + drained.counts().completed()
					+ " requests completed, " + drained.counts().forced() + " cut, " + drained.counts().moved()
					+ " connections moved; " + drained.handoff().times());
			this.watch = watch;
		}
		else if (result instanceof PredecessorGone gone) {
			ended(gone, "Predecessor " + describe() + " ended while it drained: " + gone.departure());
		}
		else if (result instanceof Refused refused) {
			retreat(refused);
		}
		else {
			this.peer = null;
			this.conversation.close();
		}
	}

	private void follow(Progress progress) {
		peer(Peer.Phase.DRAINING, progress);
		if (!this.watched && probationEnds() != null) {
			this.watched = true;
			new ProbationWatch(this.core.application(), this::probationEnds, this::rollBack).start();
		}
	}

	private void awaitReleased(DrainWatch watch) {
		DrainResult result = watch.await((progress) -> peer(Peer.Phase.STANDBY, progress));
		this.returnable = false;
		this.peer = null;
		this.conversation.close();
		logger.debug("Predecessor " + describe() + " stands by no longer: " + result);
	}

	private void ended(PredecessorGone gone, String message) {
		// One that has said so drains, and what it gives then ends with it.
		this.bequeathed = gone.departure() == Departure.ENDED;
		this.core.chain().add(gone.handoff());
		this.peer = null;
		this.conversation.close();
		logger.info(message);
	}

	private void retreat(Refused refused) {
		retreat("cutover was too late, and the predecessor serves on: " + refused.text(), null);
	}

	/**
	 * Leave the serving to the predecessor: it has gone back to that, or does so now.
	 * @param reason why
	 * @param cause what has failed here, if something has
	 */
	private void retreat(String reason, @Nullable Throwable cause) {
		this.serves = false;
		logger.error("Takeover from " + describe() + " failed, ending: " + reason, cause);
		this.core.supervision().replacedBy(this.conversation.welcome().pid());
		this.controlPoint.leaveToPredecessor();
		this.conversation.bye(reason);
		this.conversation.controlListener().close();
		this.ending.retreat();
	}

	private void giveUp(String reason, @Nullable Throwable cause) {
		if (!this.core.states().change(State.TAKING_OVER, State.STOPPED)) {
			return;
		}
		logger.error("Takeover from " + describe() + " failed, ending: " + reason, cause);
		this.conversation.bye(reason);
		closeListeners();
		this.core.application().exit(1);
	}

	private void closeListeners() {
		this.core.listeners().close();
		this.conversation.controlListener().close();
		StandardStreams streams = this.conversation.streams();
		if (streams != null) {
			streams.close();
		}
	}

	private void peer(Peer.Phase phase, @Nullable Progress drain) {
		this.peer = new Peer(this.conversation.welcome().pid(), this.conversation.welcome().generation() - 1, phase,
				drain);
	}

	private String describe() {
		return "generation " + (this.conversation.welcome().generation() - 1) + " (pid "
				+ this.conversation.welcome().pid() + ")";
	}

}
