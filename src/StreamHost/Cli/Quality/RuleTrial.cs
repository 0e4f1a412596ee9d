using StreamReco.Models.DataQuality;
using StreamReco.Stages;
using StreamReco.Stages.DataQuality;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cli.Validation;

namespace StreamReco.StreamHost.Cli.Quality;

/// <summary>
/// What rules make of a file of events, taken as one partition in its order. Checks of the catalog are left out: there is none.
/// </summary>
/// <param name="rules">The rules.</param>
/// <param name="options">How events are read and judged otherwise.</param>
internal sealed class RuleTrial(QualityRules rules, PipelineOptions options)
{
    private readonly QualityState _state = new(rules, 0);
    private readonly RecordJudge _judge = new(options);
    private readonly List<QualityChange> _changes = [];

    /// <summary>Alerts that were raised, changed or cleared, in order.</summary>
    public IReadOnlyList<QualityChange> Changes => _changes;

    /// <summary>Events that a rule would reject.</summary>
    public long Rejected { get; private set; }

    /// <summary>Events that a rule would hold back.</summary>
    public long Quarantined { get; private set; }

    /// <summary>How the rules stand.</summary>
    public QualityReport Report => _state.Report(new CatalogChecks(rules));

    /// <summary>Takes all lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="nowMs">When they were received, where they do not say it, Unix milliseconds.</param>
    /// <param name="kcat">Whether they are those of kcat.</param>
    /// <param name="cancel">Ends it between lines.</param>
    public void Run(LineSource lines, long nowMs, bool kcat, CancellationToken cancel)
    {
        while (lines.Read() is { } line)
        {
            cancel.ThrowIfCancellationRequested();
            var isRead = KcatLine.TryRead(lines, line, kcat, nowMs, out var record);
            Take(record, isRead ? _judge.Judge(record, out _) : RecordFate.Rejected);
        }
    }

    private void Take(in LogRecord record, RecordFate fate)
    {
        if (fate is RecordFate.Control or RecordFate.PassedOver)
        {
            return;
        }

        var source = _state.SourceOf(RecordSource.Of(record));
        switch (fate)
        {
            case RecordFate.Accepted:
                var action = _state.Take(source, _judge.Click, record.TimestampMs).Action;
                Rejected += action == QualityAction.Reject ? 1 : 0;
                Quarantined += action == QualityAction.Quarantine ? 1 : 0;
                _state.Close(options.Window.OutOfOrdernessMs, _changes);
                break;
            case RecordFate.Duplicate:
                _state.TakeDuplicate(source);
                break;
            default:
                _state.TakeInvalid(source);
                break;
        }
    }
}
