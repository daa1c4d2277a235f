package io.millrace.core.plan;

import io.millrace.api.engine.EngineOptions;
import io.millrace.api.plan.LogicalPlan;
import io.millrace.api.plan.Partitioning;
import io.millrace.api.plan.PlanInput;
import io.millrace.api.plan.PlanNode;
import io.millrace.api.plan.Step;
import io.millrace.api.plan.TwoStage;
import io.millrace.api.type.Types;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a plan is carried out: which operators are fused into one task, where events must
 * change workers, and whether a window is aggregated before they do. A pure function of plan and
 * options.
 */
public final class PhysicalPlanner {
  private final LogicalPlan plan;
  private final EngineOptions options;
  private final OperatorCatalog catalog;
  private final Map<String, TwoStage> twoStage = new LinkedHashMap<>();
  private final Map<String, PhysicalNode> nodes = new LinkedHashMap<>();

  private PhysicalPlanner(LogicalPlan plan, EngineOptions options, OperatorCatalog catalog) {
    this.plan = plan;
    this.options = options;
    this.catalog = catalog;
  }

  /** The physical plan. */
  public static PhysicalPlan plan(
      LogicalPlan plan, EngineOptions options, OperatorCatalog catalog) {
    return new PhysicalPlanner(plan, options, catalog).plan();
  }

  private PhysicalPlan plan() {
    for (PlanNode node : plan.nodes()) {
      TwoStage parts = takenApart(node);
      if (parts == null) {
        add(node);
      } else {
        addTwoStage(node, parts);
      }
    }
    List<PhysicalNode> staged = Stages.of(nodes.values());
    int stages = staged.stream().mapToInt(node -> node.stage() + 1).max().orElse(0);
    return new PhysicalPlan(plan.name(), options.parallelism(), staged, stages, twoStage);
  }

  private @Nullable TwoStage takenApart(PlanNode node) {
    // What the first stage holds does not lie with the owners of the keys, so a checkpoint of it
    // could not be dealt out to another number of workers.
    boolean durable = options.checkpoints() != null;
    if (options.parallelism() == 1 || !options.twoStage() || durable) {
      return null;
    }
    return node.step() instanceof Step.Windowed ? catalog.twoStage(node, inputTypes(node)) : null;
  }

  private List<Type> inputTypes(PlanNode node) {
    List<Type> types = new ArrayList<>();
    for (PlanInput input : node.inputs()) {
      for (PlanNode from : plan.nodes()) {
        if (from.id().equals(input.from())) {
          types.add(from.type());
        }
      }
    }
    return types;
  }

  private void add(PlanNode node) {
    List<PhysicalNode.Input> inputs = new ArrayList<>();
    for (int port = 0; port < node.inputs().size(); port++) {
      PlanInput input = node.inputs().get(port);
      if (node.step() instanceof Step.Side && twoStage.containsKey(input.from())) {
        String local = local(node.id());
        put(
            new PhysicalNode(
                local,
                node,
                PhysicalNode.Role.LOCAL,
                List.of(fused(local(input.from()), 0, input.partitioning(), "side output")),
                0));
        inputs.add(fused(input.from(), 0, input.partitioning(), "side output"));
        inputs.add(fused(local, 1, input.partitioning(), "side output of the first part"));
      } else {
        inputs.add(input(input, port));
      }
    }
    put(new PhysicalNode(node.id(), node, PhysicalNode.Role.WHOLE, inputs, 0));
  }

  private void addTwoStage(PlanNode node, TwoStage parts) {
    twoStage.put(node.id(), parts);
    PlanInput input = node.inputs().get(0);
    Partitioning.ByKey byKey = (Partitioning.ByKey) input.partitioning();
    put(
        new PhysicalNode(
            local(node.id()),
            node,
            PhysicalNode.Role.LOCAL,
            List.of(fused(input.from(), 0, byKey, "aggregated here first, to send less")),
            0));
    Partitioning byPartialKey = new Partitioning.ByKey(parts.key(), byKey.keyType());
    put(
        new PhysicalNode(
            node.id(),
            node,
            PhysicalNode.Role.GLOBAL,
            List.of(
                new PhysicalNode.Input(
                    local(node.id()),
                    0,
                    byPartialKey,
                    true,
                    "partial results, one for each key and window, go to the owner of the key")),
            0));
  }

  private static String local(String id) {
    return id + "/local";
  }

  private static PhysicalNode.Input fused(
      String from, int port, Partitioning partitioning, String reason) {
    return new PhysicalNode.Input(from, port, partitioning, false, reason);
  }

  private PhysicalNode.Input input(PlanInput input, int port) {
    Partitioning partitioning = input.partitioning();
    if (partitioning instanceof Partitioning.Forward) {
      return fused(input.from(), port, partitioning, "events stay where they are");
    }
    if (options.parallelism() == 1) {
      return fused(input.from(), port, partitioning, "one worker owns all keys");
    }
    String reason;
    if (partitioning instanceof Partitioning.ByKey byKey) {
      reason =
          "events are scattered to the owners of their keys (" + Types.name(byKey.keyType()) + ")";
    } else if (partitioning instanceof Partitioning.ToAll) {
      reason = "every worker must see all events";
    } else {
      reason = "one worker must see all events";
    }
    return new PhysicalNode.Input(input.from(), port, partitioning, true, reason);
  }

  private void put(PhysicalNode node) {
    nodes.put(node.id(), node);
  }
}
