package io.millrace.benchmarks.jet;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Contender;
import io.millrace.benchmarks.workloads.Round;
import io.millrace.benchmarks.workloads.RoundServer;
import io.millrace.benchmarks.workloads.Shape;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Hazelcast Jet: one member in this process, with as many cooperative threads as workers. */
public final class JetContender implements Contender {
  private @Nullable HazelcastInstance member;
  private int threads;

  /** Starts its member with the first round. */
  public JetContender() {}

  /** Serves rounds. */
  public static void main(String[] args) throws IOException {
    RoundServer.serve(new JetContender());
    Hazelcast.shutdownAll();
  }

  @Override
  public String version() {
    return "Hazelcast Jet " + com.hazelcast.instance.BuildInfoProvider.getBuildInfo().getVersion();
  }

  @Override
  public Reads reads(Case what) {
    boolean sliding = what.shape() == Shape.SLIDING_SUM || what.shape() == Shape.SLIDING_MAX;
    if (sliding || what.shape() == Shape.NEXMARK_Q5) {
      return Reads.IN_TIME_ONLY;
    }
    return what.lateness() == Case.LateEvents.OWN_INPUT ? Reads.IN_TIME : Reads.ALL;
  }

  @Override
  public String cannot(Case what, int parallelism) {
    if (what.store().rocksDb()) {
      return "Jet keeps its state on the heap";
    }
    return switch (what.shape()) {
      case INTERVAL_JOIN -> "Jet has no interval join";
      case NEXMARK_Q4 -> "Jet's pipelines have no timers by key";
      default -> "";
    };
  }

  @Override
  public String run(Round round, Settings settings) {
    Case what = round.prepared().what();
    JobConfig config = new JobConfig();
    if (what.store() == Case.Store.HEAP) {
      config.setProcessingGuarantee(ProcessingGuarantee.EXACTLY_ONCE);
      config.setSnapshotIntervalMillis(settings.checkpointMs());
    }
    Job job =
        member(round.prepared().parallelism())
            .getJet()
            .newJob(new JetPipelines(what, round.prepared().parallelism()).build(), config);
    job.join();
    return "";
  }

  private HazelcastInstance member(int parallelism) {
    HazelcastInstance running = member;
    if (running != null && threads == parallelism) {
      return running;
    }
    if (running != null) {
      running.shutdown();
    }
    Config config = new Config();
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.partition.count", "31");
    config.getJetConfig().setEnabled(true).setCooperativeThreadCount(parallelism);
    config.getNetworkConfig().setPortAutoIncrement(true);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    running = Hazelcast.newHazelcastInstance(config);
    member = running;
    threads = parallelism;
    return running;
  }
}
