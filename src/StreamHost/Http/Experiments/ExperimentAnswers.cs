using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cluster.Experiments;

namespace StreamReco.StreamHost.Http.Experiments;

/// <summary>An experiment as the log defines it.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="IsRunning">Whether users are drawn and answered by it.</param>
/// <param name="Salt">Its salt, hexadecimal: whoever has it can say every user's arm.</param>
/// <param name="Arms">Its arms, the control first.</param>
/// <param name="Plan">How it is judged.</param>
/// <param name="Partitions">Partitions whose owner has this version.</param>
/// <param name="PartitionsTotal">Partitions that there are.</param>
/// <param name="Missing">Why other partitions do not answer, by partition.</param>
/// <param name="Refused">Why owners of partitions did not take a definition, by partition; since they have it.</param>
/// <param name="StoppedBecause">Why it was stopped; null while it runs, and where nobody said.</param>
/// <param name="Segment">The segments of users that take part; null for everybody.</param>
internal sealed record ExperimentAnswer(
    string Name, int Version, bool IsRunning, string Salt, IReadOnlyList<ArmAnswer> Arms, PlanAnswer Plan,
    IReadOnlyList<int> Partitions, int PartitionsTotal, IReadOnlyDictionary<int, string> Missing, IReadOnlyDictionary<int, string> Refused,
    string? StoppedBecause, IReadOnlyList<int>? Segment)
{
    /// <summary>What all partitions say of an experiment.</summary>
    public static ExperimentAnswer Of(ExperimentDefinition newest, CollectedExperiments all)
    {
        var experiment = newest.Experiment;
        return new ExperimentAnswer(
            experiment.Id, experiment.Version, newest.IsRunning, Convert.ToHexStringLower(experiment.Salt.Span),
            [.. experiment.Arms.Select(ArmAnswer.Of)], PlanAnswer.Of(newest.Plan), all.PartitionsWith(experiment.Id, experiment.Version),
            all.Answered.Count + all.Missing.Count, all.Missing,
            all.Answered.Where(reply => reply.Value.Refused?.StartsWith(experiment.Id + " ", StringComparison.Ordinal) == true)
                .ToDictionary(reply => reply.Key, reply => reply.Value.Refused!),
            newest.StoppedBecause, experiment.Segments);
    }
}

/// <summary>An arm.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Share">Its share of all users, 0 to 1.</param>
/// <param name="Ranges">The same in millionths, each from and to.</param>
/// <param name="DiversityLambda">What it puts in place of <c>Rerank:DiversityLambda</c>; null for nothing.</param>
/// <param name="BoostFactor">Its factor on boosting rules; null for none.</param>
/// <param name="Fresh">What it puts in place of <c>Rerank:Fresh</c>; null for nothing.</param>
/// <param name="SearchRules">Whether the rules of search hold; null for as the node has it.</param>
/// <param name="SearchPersonal">Whether what is known of the user counts in search; null for as the caller asks.</param>
/// <param name="SearchClicks">Whether clicks on earlier searches count; null for yes.</param>
/// <param name="SearchRanker">Whether the ranker of the model ranks searches; null for yes, where it has one.</param>
/// <param name="Explore">The place of its lists that tries items which the ranking leaves out; null for none.</param>
/// <param name="Model">The version of the model that answers it; null for the one that answers without the experiment.</param>
internal sealed record ArmAnswer(
    string Name, double Share, IReadOnlyList<IReadOnlyList<int>> Ranges, double? DiversityLambda, double? BoostFactor, bool? Fresh,
    bool? SearchRules, bool? SearchPersonal, bool? SearchClicks, bool? SearchRanker, ExploreAnswer? Explore, string? Model)
{
    public static ArmAnswer Of(ExperimentArm arm) => new(
        arm.Name, arm.Share, [.. arm.Ranges.Select(range => (IReadOnlyList<int>)[range.From, range.To])],
        arm.Settings?.DiversityLambda, arm.Settings?.BoostFactor, arm.Settings?.Fresh, arm.Settings?.SearchRules,
        arm.Settings?.SearchPersonal, arm.Settings?.SearchClicks, arm.Settings?.SearchRanker,
        arm.Settings?.Explore is { } explore ? new ExploreAnswer(
            explore.Slot, explore.Share, explore.To, explore.Policy ?? SlotPolicy.Uniform, explore.Learns() ? explore.Floor ?? SlotExploration.DefaultFloor : null) : null,
        arm.Model);
}

/// <summary>A place of lists that tries items.</summary>
/// <param name="Slot">The place, 1 for the first.</param>
/// <param name="Share">How often.</param>
/// <param name="To">The last rank of those that are tried.</param>
/// <param name="Policy">How an item is drawn.</param>
/// <param name="Floor">The share of the draws in which each item is as likely as the others; null where all are.</param>
internal sealed record ExploreAnswer(int Slot, double Share, int To, SlotPolicy Policy, double? Floor);

/// <summary>How an experiment is judged.</summary>
/// <param name="Surface">Which lists its arms change.</param>
/// <param name="Metric">The metric that decides.</param>
/// <param name="Rule">How it is looked at.</param>
/// <param name="PlannedUnits">Users of two arms at which it is to end; 0 for the users so far.</param>
/// <param name="Alpha">Level, two-sided.</param>
/// <param name="Margin">The smallest lift that matters.</param>
/// <param name="Windows">How long actions are credited.</param>
/// <param name="Allocation">How shares follow success; null for shares that stay.</param>
/// <param name="Guardrails">What no arm may harm.</param>
/// <param name="Rollback">Whether a harmed guardrail stops the experiment.</param>
/// <param name="Interleave">Whether both arms make each list together.</param>
/// <param name="Counterfactual">The share of users for whom the lists of the other arms are made too; 0 for none.</param>
internal sealed record PlanAnswer(
    Surface Surface, ExperimentMetric Metric, StopRule Rule, long PlannedUnits, double Alpha, double Margin, WindowsAnswer Windows,
    AllocationAnswer? Allocation, IReadOnlyList<GuardrailAnswer> Guardrails, bool Rollback, bool Interleave,
    double Counterfactual)
{
    public static PlanAnswer Of(ExperimentPlan plan) => new(
        plan.Surface, plan.Metric, plan.Rule, plan.PlannedUnits, plan.Alpha, plan.Margin, WindowsAnswer.Of(plan),
        plan.Allocation is { } allocation ? new AllocationAnswer(allocation.Policy, allocation.Floor, allocation.EveryMinutes) : null,
        [.. (plan.Guardrails ?? []).Select(GuardrailAnswer.Of)],
        plan.Rollback ?? true, plan.Interleave ?? false, plan.Counterfactual ?? 0);
}

/// <summary>How shares follow success.</summary>
/// <param name="Policy">How they are made.</param>
/// <param name="Floor">The least share of an arm.</param>
/// <param name="EveryMinutes">Time between two changes at least.</param>
internal sealed record AllocationAnswer(AllocationPolicy Policy, double Floor, double EveryMinutes);

/// <summary>How long after a list was made an action is credited to it.</summary>
/// <param name="ClickMinutes">Clicks, minutes.</param>
/// <param name="CartHours">Carts, hours.</param>
/// <param name="PurchaseDays">Purchases, days.</param>
internal sealed record WindowsAnswer(double ClickMinutes, double CartHours, double PurchaseDays)
{
    public static WindowsAnswer Of(ExperimentPlan plan)
    {
        var options = new FeedbackOptions();
        options = plan.Windows?.Over(options) ?? options;
        return new WindowsAnswer(
            TimeSpan.FromMilliseconds(options.ClickWindowMs).TotalMinutes, TimeSpan.FromMilliseconds(options.CartWindowMs).TotalHours,
            TimeSpan.FromMilliseconds(options.PurchaseWindowMs).TotalDays);
    }
}

/// <summary>A metric that no arm may harm.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Direction">Which way is harm.</param>
/// <param name="Margin">Harm that is borne, as a share of the control.</param>
/// <param name="Level">How often an arm that keeps the margin may be stopped.</param>
internal sealed record GuardrailAnswer(ExperimentMetric Metric, HarmDirection Direction, double Margin, double Level)
{
    public static GuardrailAnswer Of(Guardrail guardrail) => new(guardrail.Metric, guardrail.Direction, guardrail.Margin, guardrail.Level);
}

/// <summary>A change of an experiment that is recorded in the log; every shard takes it when it comes to its offset.</summary>
/// <param name="Name">The experiment.</param>
/// <param name="Version">The version.</param>
/// <param name="IsRunning">Whether it draws users.</param>
/// <param name="Partitions">Partitions in whose log it stands.</param>
internal sealed record ExperimentChangeAnswer(string Name, int Version, bool IsRunning, IReadOnlyList<int> Partitions);
