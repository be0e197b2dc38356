/**
 * DJL and TorchScript: programs whose text is written by Java, the tensors that go in and come out, devices, threads and memory.
 * Nothing outside this package names a DJL type, and only DJL's public classes are used, so that one class loader may hold DJL and
 * another this code.
 */
package io.straightway.engine;
