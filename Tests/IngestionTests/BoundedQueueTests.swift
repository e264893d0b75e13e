import Basics
import Dispatch
import Foundation
import Testing

@testable import Ingestion

struct BoundedQueueTests {
    @Test
    func `Elements come out in their order, then nothing`() {
        let queue = BoundedQueue<Int>(capacity: 10)
        for number in 0..<10 { #expect(queue.push(number)) }
        queue.finish()
        #expect(!queue.push(11))
        var elements: [Int] = []
        while let element = queue.pop() { elements.append(element) }
        #expect(elements == Array(0..<10))
        #expect(queue.pop() == nil)
    }

    @Test
    func `Who waits no longer than until a time makes room, too`() {
        let queue = BoundedQueue<Int>(capacity: 1)
        guard case .late = queue.pop(until: Date(timeIntervalSinceNow: 0.01)) else {
            Issue.record("there was nothing to take")
            return
        }
        for number in 0..<3 {
            queue.push(number)
            guard case .element(number) = queue.pop(until: .distantFuture) else {
                Issue.record("\(number) was not there")
                return
            }
        }
        queue.finish()
        guard case .finished = queue.pop(until: .distantFuture) else {
            Issue.record("nothing more was to come")
            return
        }
    }

    @Test
    func `Elements are let in until they weigh as much as the capacity`() {
        let queue = BoundedQueue<[Int]>(capacity: 10, weight: \.count)
        let pushed = Locked(0)
        let group = DispatchGroup()
        DispatchQueue(label: "push").async(group: group) {
            for size in [4, 4, 4, 1, 20, 1, 1, 1] {
                queue.push(Array(repeating: 0, count: size))
                pushed.withLock { $0 += 1 }
            }
            queue.finish()
        }
        while pushed.withLock({ $0 }) < 3 { usleep(1_000) }
        var sizes: [Int] = []
        while let element = queue.pop() {
            sizes.append(element.count)
            // As long as the 20 are there, nothing is let in behind them.
            #expect(pushed.withLock { $0 } <= 5 || sizes.contains(20))
        }
        group.wait()
        #expect(sizes == [4, 4, 4, 1, 20, 1, 1, 1])
    }

    @Test(arguments: [1, 2, 5])
    func `No more than the capacity is ever between those who push and those who pop`(
        capacity: Int
    ) {
        let queue = BoundedQueue<Int>(capacity: capacity)
        let waiting = Locked((now: 0, most: 0, sum: 0))
        let pushers = DispatchGroup()
        let poppers = DispatchGroup()
        for pusher in 0..<3 {
            DispatchQueue(label: "push \(pusher)").async(group: pushers) {
                for number in 0..<500 {
                    queue.push(number)
                    waiting.withLock {
                        $0.now += 1
                        $0.most = max($0.most, $0.now)
                    }
                }
            }
        }
        for popper in 0..<2 {
            DispatchQueue(label: "pop \(popper)").async(group: poppers) {
                while let element = queue.pop() {
                    waiting.withLock {
                        $0.now -= 1
                        $0.sum += element
                    }
                }
            }
        }
        pushers.wait()
        queue.finish()
        poppers.wait()
        let (now, most, sum) = waiting.withLock { $0 }
        #expect(now == 0)
        #expect(sum == 3 * 500 * 499 / 2)
        // An element is counted only behind its push: each popper may hold one not yet counted off.
        #expect(most <= capacity + 2)
    }

    @Test
    func `Cancelling wakes all who wait, and drops what waits`() {
        let full = BoundedQueue<Int>(capacity: 1)
        let empty = BoundedQueue<Int>(capacity: 1)
        full.push(0)
        let results = Locked<[Bool]>([])
        let group = DispatchGroup()
        for number in 0..<4 {
            DispatchQueue(label: "push \(number)").async(group: group) {
                let isTaken = full.push(number)
                results.withLock { $0.append(isTaken) }
            }
            DispatchQueue(label: "pop \(number)").async(group: group) {
                let element = empty.pop()
                results.withLock { $0.append(element != nil) }
            }
        }
        full.cancel()
        empty.cancel()
        group.wait()
        #expect(results.withLock { $0 } == [Bool](repeating: false, count: 8))
        #expect(full.pop() == nil)
    }
}
