package io.millrace.api.stream;

import io.millrace.api.plan.LogicalPlan;
import io.millrace.api.plan.PlanInput;
import io.millrace.api.plan.PlanNode;
import io.millrace.api.plan.Step;
import io.millrace.api.type.Types;
import io.millrace.api.type.UnknownType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Collects the nodes of a pipeline as its fluent calls come in. A node is known by its place, so
 * that a doubled id is found when the plan is checked and not before. Types that one call could not
 * tell are filled in from what the next one takes.
 */
final class PlanRecorder {
  /** A node under construction; inputs are named by place. */
  private static final class Draft {
    final String id;
    Step step;
    final List<Edge> inputs;
    Type type;

    Draft(String id, Step step, List<Edge> inputs, Type type) {
      this.id = id;
      this.step = step;
      this.inputs = inputs;
      this.type = type;
    }
  }

  /** An edge from a node at a place. */
  record Edge(int from, io.millrace.api.plan.Partitioning partitioning) {}

  private final String name;
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  PlanRecorder(String name) {
    this.name = name;
  }

  /** Records a node with an id of the user's; gives its place. */
  int add(String id, Step step, List<Edge> inputs, Type type) {
    drafts.add(new Draft(id, step, inputs, type));
    return drafts.size() - 1;
  }

  /** Records a node without state, with an id made up from its kind. */
  int addUnnamed(Step step, List<Edge> inputs, Type type) {
    int number = numbers.merge(step.kind(), 1, Integer::sum);
    return add(step.kind() + "-" + number, step, inputs, type);
  }

  String id(int place) {
    return drafts.get(place).id;
  }

  Type type(int place) {
    return drafts.get(place).type;
  }

  /** What the next call takes tells the type of a node that could not tell it itself. */
  void learnType(int place, Type type) {
    Draft draft = drafts.get(place);
    if (!Types.isKnown(draft.type) && Types.isKnown(type)) {
      draft.type = type;
      if (draft.step instanceof Step.Keep
          || draft.step instanceof Step.Peek
          || draft.step instanceof Step.EventTime) {
        learnType(draft.inputs.get(0).from(), type);
      }
    }
  }

  /** Changes the settings of a node recorded before. */
  void replace(int place, UnaryOperator<Step> change) {
    Draft draft = drafts.get(place);
    draft.step = change.apply(draft.step);
  }

  LogicalPlan plan() {
    List<PlanNode> nodes = new ArrayList<>();
    for (Draft draft : drafts) {
      List<PlanInput> inputs = new ArrayList<>();
      for (Edge edge : draft.inputs) {
        inputs.add(new PlanInput(drafts.get(edge.from()).id, edge.partitioning()));
      }
      nodes.add(new PlanNode(draft.id, draft.step, inputs, draft.type));
    }
    return new LogicalPlan(name, nodes);
  }

  static Type unknown(String what) {
    return new UnknownType(what);
  }
}
