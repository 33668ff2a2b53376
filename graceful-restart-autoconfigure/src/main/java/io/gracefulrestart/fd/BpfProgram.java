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

package io.gracefulrestart.fd;

import java.util.ArrayList;
import java.util.List;

/**
 * Programs in classic BPF, which need no privilege. An instruction is a code of 2 bytes,
 * where to jump if true and if false, a byte each, counted from the next instruction, and
 * an operand of 4 bytes; see linux/filter.h and bpf_common.h. Immutable.
 */
final class BpfProgram {

	private static final int INSTRUCTION = 8;

	// struct sock_fprog: length 2, gap 6, address 8
	private static final int HEADER = 16;

	private static final int LOAD_BYTE = 0x30;

	private static final int LOAD_SHORT = 0x28;

	private static final int LOAD_WORD = 0x20;

	private static final int LOAD_SHORT_INDEXED = 0x48;

	// X = 4 * (byte & 15), the length of an IPv4 header
	private static final int LOAD_X_HEADER_LENGTH = 0xb1;

	private static final int ADD = 0x04;

	private static final int AND = 0x54;

	private static final int MODULO = 0x94;

	private static final int IF_EQUAL = 0x15;

	private static final int IF_AT_LEAST = 0x35;

	private static final int RETURN = 0x06;

	private static final int RETURN_A = 0x16;

	// Where the network header begins, and a random number: SKF_NET_OFF, SKF_AD_RANDOM
	private static final int NETWORK = 0xfff00000;

	private static final int RANDOM = 0xfffff038;

	private static final int IPV6_HEADER = 40;

	private static final int TCP_FLAGS = 13;

	private static final int SYN = 0x02;

	private static final int SYN_OR_ACK = 0x12;

	private static final int KEEP = -1;

	private static final int DROP = 0;

	private final List<int[]> instructions = new ArrayList<>();

	private BpfProgram() {
	}

	/**
	 * Choose a member of a group for the connections from one port, of whatever address,
	 * and any other member for all others.
	 * @param family family of the connections, {@code AF_INET} or {@code AF_INET6}
	 * @param port their port
	 * @param index the member
	 * @param members how many members the group has, at least 2
	 * @return the program, for {@code SO_ATTACH_REUSEPORT_CBPF}
	 */
	static BpfProgram chooseForPort(int family, int port, int index, int members) {
		BpfProgram program = new BpfProgram();
		if (family == Linux.AF_INET) {
			program.add(LOAD_X_HEADER_LENGTH, NETWORK).add(LOAD_SHORT_INDEXED, NETWORK);
		}
		else {
			program.add(LOAD_SHORT, NETWORK + IPV6_HEADER);
		}
		return program.jump(IF_EQUAL, 0, 1, port).add(RETURN, index).anyBut(index, members);
	}

	/**
	 * Choose any member of a group but one, at random.
	 * @param index the member that is not chosen
	 * @param members how many members the group has, at least 2
	 * @return the program, for {@code SO_ATTACH_REUSEPORT_CBPF}
	 */
	static BpfProgram chooseAnyBut(int index, int members) {
		return new BpfProgram().anyBut(index, members);
	}

	/**
	 * Choose any member of a group at random, another one for each attempt of the same
	 * client.
	 * @param members how many members the group has
	 * @return the program, for {@code SO_ATTACH_REUSEPORT_CBPF}
	 */
	static BpfProgram chooseAny(int members) {
		return new BpfProgram().add(LOAD_WORD, RANDOM).add(MODULO, members).add(RETURN_A, 0);
	}

	private BpfProgram anyBut(int index, int members) {
		return add(LOAD_WORD, RANDOM).add(MODULO, members - 1)
			.jump(IF_AT_LEAST, 0, 1, index)
			.add(ADD, 1)
			.add(RETURN_A, 0);
	}

	/**
	 * Choose as {@link #chooseAnyBut} does, as far as it goes on being right when the
	 * member is gone and the last one has got its index: an index that nobody has leaves
	 * the choice to the kernel.
	 * @param index the member that is not chosen
	 * @param members how many members the group has, at least 2
	 * @return the program, for {@code SO_ATTACH_REUSEPORT_CBPF}
	 */
	static BpfProgram chooseWithout(int index, int members) {
		return (index == members - 1) ? chooseAnyBut(index, members) : new BpfProgram().add(RETURN, members - 1);
	}

	/**
	 * Drop the packets that ask for a new connection. Their clients ask again after a
	 * second.
	 * @return the program, for {@code SO_ATTACH_FILTER} on a listener
	 */
	static BpfProgram dropSyn() {
		return new BpfProgram().dropIfSyn();
	}

	/**
	 * Drop the packets from one port that ask for a new connection.
	 * @param port their port
	 * @return the program, for {@code SO_ATTACH_FILTER} on a listener
	 */
	static BpfProgram dropSynFrom(int port) {
		return new BpfProgram().add(LOAD_SHORT, 0).jump(IF_EQUAL, 0, 4, port).dropIfSyn();
	}

	private BpfProgram dropIfSyn() {
		return add(LOAD_BYTE, TCP_FLAGS).add(AND, SYN_OR_ACK)
			.jump(IF_EQUAL, 0, 1, SYN)
			.add(RETURN, DROP)
			.add(RETURN, KEEP);
	}

	private BpfProgram add(int code, int operand) {
		return jump(code, 0, 0, operand);
	}

	private BpfProgram jump(int code, int ifTrue, int ifFalse, int operand) {
		this.instructions.add(new int[] { code, ifTrue, ifFalse, operand });
		return this;
	}

	/**
	 * Attach it.
	 * @param number the socket
	 * @param option by which option
	 * @throws NativeException {@code EINVAL} if the kernel does not accept it
	 */
	void attach(int number, int option) throws NativeException {
		int size = this.instructions.size();
		try (NativeBlock block = NativeBlock.allocate(HEADER + size * INSTRUCTION)) {
			block.putShort(0, size).putLong(Long.BYTES, block.address(HEADER));
			for (int i = 0; i < size; i++) {
				int[] instruction = this.instructions.get(i);
				// The two jumps are two bytes one after the other.
				byte[] jumps = { (byte) instruction[1], (byte) instruction[2] };
				int at = HEADER + i * INSTRUCTION;
				block.putShort(at, instruction[0]).putBytes(at + 2, jumps).putInt(at + 4, instruction[3]);
			}
			SocketOptions.set(number, Linux.SOL_SOCKET, option, block, HEADER);
		}
	}

}
