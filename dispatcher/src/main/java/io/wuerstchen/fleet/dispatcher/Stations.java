package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.dispatcher.archive.Recorder;
import io.wuerstchen.fleet.dispatcher.publish.DeadLetters;
import io.wuerstchen.fleet.dispatcher.publish.KafkaJobPublisher;
import io.wuerstchen.fleet.dispatcher.result.ControlFollower;
import io.wuerstchen.fleet.dispatcher.result.PublishedJobs;
import io.wuerstchen.fleet.dispatcher.result.ResultFollower;
import io.wuerstchen.fleet.dispatcher.result.WorkerDirectory;
import io.wuerstchen.fleet.dispatcher.sweep.Broker;

/** What a run goes through; whoever made them closes them. */
record Stations(Heard heard, KafkaJobPublisher publisher, DeadLetters letters, Broker broker, Recorder recorder) {
    /** What is read from Kafka. */
    record Heard(WorkerDirectory workers, ResultFollower results, PublishedJobs published, ControlFollower control) {}
}
