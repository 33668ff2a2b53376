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
import java.util.List;
import java.util.Optional;

import io.gracefulrestart.DrainStartedEvent;
import io.gracefulrestart.StateChangedEvent;
import io.gracefulrestart.StateParticipant;
import io.gracefulrestart.connection.ConnectionSource;
import io.gracefulrestart.connection.ConnectionTarget;
import io.gracefulrestart.connection.Rehearsal;
import io.gracefulrestart.drain.Streams;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.state.LiveState;
import io.gracefulrestart.time.Deadline;

/**
 * The application around the listeners, as far as its life is concerned. Implemented by
 * whoever runs it.
 *
 * @since 0.1.0
 */
public interface Application {

	/**
	 * Return what is in hand, by server.
	 * @return the workloads
	 */
	List<Workload> workloads();

	/**
	 * Return the responses that would go on for ever.
	 * @return the streams of all servers
	 */
	Streams streams();

	/**
	 * Return who writes state for the other process, and reads it. Called when a
	 * successor comes, or this process is ready to take over.
	 * @return the participants, with names that are unique
	 */
	List<StateParticipant> stateParticipants();

	/**
	 * Return the state of which each piece belongs to one process at a time. Called when
	 * a successor comes, or a predecessor was found, before the web server starts.
	 * @return the states, with names that are unique
	 */
	List<LiveState> liveStates();

	/**
	 * Return the servers whose established connections can go to another process.
	 * @return the sources
	 */
	List<ConnectionSource> connectionSources();

	/**
	 * Return the servers that can take established connections in.
	 * @return the targets
	 */
	List<ConnectionTarget> connectionTargets();

	/**
	 * Make a server on which moving connections can be rehearsed.
	 * @param connections how many connections it has
	 * @return the rehearsal, owned by the caller
	 * @throws IOException if it cannot be made
	 */
	Rehearsal rehearsal(int connections) throws IOException;

	/**
	 * Send one request through each server while its gate is closed. Failures are
	 * ignored.
	 * @param path the request's path
	 * @param deadline when to give up
	 */
	void warmUp(String path, Deadline deadline);

	/**
	 * Set the request aside that the calling thread serves: it waits for what it has
	 * asked for, so that no drain may wait for it. Does nothing on other threads.
	 */
	void setRequestAside();

	/**
	 * Wait until the requests that were set aside have got their responses.
	 * @param deadline when to stop waiting
	 */
	void awaitRequestsSetAside(Deadline deadline);

	/**
	 * Look whether the application can take the place of its predecessor: it says so
	 * itself, and answers as it should while its gate is closed. Called again until it
	 * can.
	 * @param deadline when to give up looking, which is an obstacle as well
	 * @return what is in the way, for people; empty if nothing is
	 */
	Optional<String> obstacle(Deadline deadline);

	/**
	 * Look whether the application is in order at all, apart from whether it can take
	 * requests now. May take as long as it likes, which the caller has to mind.
	 * @return what ails it, for people; empty if nothing does
	 */
	Optional<String> ailment();

	/**
	 * Start the work that only the serving process may do: before the first call none of
	 * it is done. Called on any thread, never beside {@link #stopServingOnly};
	 * idempotent. Failures are the implementation's to deal with.
	 */
	void startServingOnly();

	/**
	 * Stop that work, and return when none of it is done any more. It can be started
	 * again. Called on any thread, never beside {@link #startServingOnly}; idempotent.
	 * @param deadline when to return although some of it has not stopped
	 */
	void stopServingOnly(Deadline deadline);

	/**
	 * Let readiness say no: the process is about to leave.
	 */
	void refuseTraffic();

	/**
	 * Let readiness say yes again: the process stays after all.
	 */
	void acceptTraffic();

	/**
	 * Tell the application's listeners of a change of state. Exceptions are the
	 * implementation's to deal with.
	 * @param event the change
	 */
	void publish(StateChangedEvent event);

	/**
	 * Tell the application's listeners that a drain begins, and return when they have
	 * said what they have to say. Exceptions are the implementation's to deal with.
	 * @param event what is about to happen
	 */
	void publish(DrainStartedEvent event);

	/**
	 * End the process: close the application context, then exit. Returns at once; called
	 * at most once.
	 * @param status the exit status
	 */
	void exit(int status);

}
