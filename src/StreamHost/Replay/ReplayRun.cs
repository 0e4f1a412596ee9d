using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Kafka.Consuming;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Replay;

/// <summary>One run of a replay: begins it or goes on with it, and says how far it is.</summary>
internal sealed class ReplayRun(ReplaySettings settings, ReplayFolder folder, TimeProvider time)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);

    /// <summary>Fixes the offsets of a new replay, or finds those of one that has begun.</summary>
    /// <param name="cancel">Ends the wait for the group.</param>
    /// <returns>The plan, and how many of its offsets earlier runs have committed.</returns>
    /// <exception cref="UserErrorException">The name belongs to another replay, or the span is empty.</exception>
    public (ReplayPlan Plan, long Done) Prepare(CancellationToken cancel)
    {
        using var group = new ReplayGroup(settings.Options.Kafka, time, cancel);
        if (folder.Load() is { } begun)
        {
            CheckSame(begun);
            var moved = settings.After is null ? begun : MoveEnd(begun, cancel);
            return (moved, group.Done(moved.Partitions));
        }

        var plan = settings.Plan(Bounded(group.Find(settings.From.Bound, settings.To.Bound), cancel));
        if (plan.Partitions.All(span => span.Length() == 0))
        {
            throw new UserErrorException(
                $"Topic '{plan.Clicks}' (--clicks) holds nothing from {plan.From} (--from) to {plan.To} (--to).");
        }

        if (group.HasBegun(plan.Partitions))
        {
            throw new UserErrorException(
                $"Group '{settings.Options.Kafka.Group}' has committed offsets, but '{folder.PlanPath}' is not there: "
                + "name the folder where it began (--folder), or another --name and --output to begin anew.");
        }

        folder.Save(plan);
        return (plan, 0);
    }

    /// <summary>Replays what is left of the plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="before">Offsets that earlier runs have committed.</param>
    /// <param name="loggers">Where the stages log.</param>
    /// <param name="line">Receives how far it is, how fast, and how long it will take.</param>
    /// <param name="stop">Ends it in good order: what was taken in is committed.</param>
    public async Task<ReplayReport> RunAsync(
        ReplayPlan plan, long before, ILoggerFactory loggers, IProgressLine line, CancellationToken stop)
    {
        ThreadsForBlockingCalls.Reserve();
        var started = time.GetTimestamp();
        await using var services = new ServiceCollection().AddReplay(settings, plan.Partitions, loggers, time).BuildServiceProvider();
        var node = services.GetRequiredService<ReplayNode>();
        await node.StartAsync(stop);
        var running = node.RunAsync(stop);
        var pace = new ReplayPace(time, before, node.Of);
        while (!running.IsCompleted)
        {
            pace.See(node.Done);
            line.Update(node.Done, node.Of, pace.Text);
            await Task.WhenAny(running, Task.Delay(_look, time, CancellationToken.None));
        }

        await running;
        pace.See(node.Done);
        line.Update(node.Done, node.Of, pace.Text);
        return Report(plan, node, time.GetElapsedTime(started).TotalSeconds, pace.PerSecond);
    }

    /// <summary>The group that still answers has come further.</summary>
    private ReplayPlan MoveEnd(ReplayPlan begun, CancellationToken cancel)
    {
        var moved = begun with { Partitions = Bounded(begun.Partitions, cancel) };
        folder.Save(moved);
        return moved;
    }

    private IReadOnlyList<PartitionSpan> Bounded(IReadOnlyList<PartitionSpan> spans, CancellationToken cancel)
    {
        if (settings.After is not { } name)
        {
            return spans;
        }

        using var group = new ReplayGroup(settings.Options.With(kafka => kafka.Group = name).Kafka, time, cancel);
        return group.UpToCommitted(spans);
    }

    private void CheckSame(ReplayPlan begun)
    {
        if (begun.DifferenceFrom(settings.Plan(begun.Partitions)) is { } difference)
        {
            throw new UserErrorException(
                $"Replay '{begun.Name}' has begun and {difference}: say the same to go on, or another --name and "
                + "--output to begin anew.",
                ExitCode.Usage);
        }
    }

    private static ReplayReport Report(ReplayPlan plan, ReplayNode node, double seconds, double perSecond)
    {
        var counters = node.Counters();
        long rejected = 0;
        foreach (var count in counters.Rejected)
        {
            rejected += count;
        }

        return new ReplayReport
        {
            Plan = plan,
            IsFinished = node.Done == node.Of,
            Of = node.Of,
            Done = node.Done,
            Read = counters.Read,
            Applied = counters.Applied,
            Duplicate = counters.Duplicate,
            Rejected = rejected,
            PassedOver = counters.PassedOver,
            Quarantined = counters.Quarantined,
            Answers = counters.Answers,
            Emitted = node.Emitted,
            Waiting = node.Waiting,
            Seconds = Math.Round(seconds, 3),
            PerSecond = Math.Round(perSecond, 1),
            Provider = node.Provider,
        };
    }
}
