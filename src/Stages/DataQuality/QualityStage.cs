using StreamReco.Models.DataQuality;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Records;
using StreamReco.Stages.Setup;
using StreamReco.Stages.State;

namespace StreamReco.Stages.DataQuality;

/// <summary>
/// Judges records by the quality rules that are recorded in the log. Part of the fold: what it keeps and what it rejects follow from
/// the log alone. Without rules it does nothing.
/// </summary>
/// <param name="parts">What the shard's stages are made of.</param>
/// <param name="state">The shard's state.</param>
/// <param name="emitFrom">Records below this offset raised their alerts in an earlier run.</param>
internal sealed class QualityStage(ShardParts parts, ShardState state, long emitFrom)
{
    /// <summary>So old a report may be while nothing but counts changed: it has a row for each rule and source, and micro-batches come by the hundred.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private readonly ICatalog _catalog = parts.Catalog;
    private readonly long _disorderMs = parts.Options.Window.OutOfOrdernessMs;
    private readonly List<QualityChange> _changes = [];
    private CatalogChecks? _checks;
    private List<QualityAlert>? _alerts;
    private string? _refused;
    private QualityReport? _report;
    private long _reportedAt;

    /// <summary>Counts changed since the report.</summary>
    private bool _isOld;

    /// <summary>More than counts changed, or there is no report yet.</summary>
    private bool _isStale = true;

    /// <summary>From this record on its rules judge; the same rules again change nothing. Rules that cannot be read are refused.</summary>
    public void Change(in LogRecord record)
    {
        state.Counters.CountControlRecord();
        _isStale = true;
        var before = state.Quality;
        try
        {
            var rules = QualityRules.Read(record.Value);
            _refused = null;
            if (before?.Rules.Version == rules.Version)
            {
                return;
            }

            state.Quality = rules.Rules.Count == 0 ? null : new QualityState(rules, record.Offset);
            _checks = null;
        }
        catch (QualityRulesException e)
        {
            _refused = $"the rules at offset {record.Offset} cannot be used: {e.Message}";
            return;
        }

        if (before is not null)
        {
            Add(before.Raised(), before.Rules.Version, record);
        }
    }

    /// <summary>Takes in a record that is no valid event; one that is passed over is none of the rules' matter.</summary>
    public void TakeInvalid(in LogRecord record, ValidationFailure failure)
    {
        if (state.Quality is { } quality && !failure.IsPassedOver)
        {
            _isOld = true;
            quality.TakeInvalid(SourceOf(quality, record));
        }
    }

    /// <summary>Takes in an event that was seen before.</summary>
    public void TakeDuplicate(in LogRecord record)
    {
        if (state.Quality is { } quality)
        {
            _isOld = true;
            quality.TakeDuplicate(SourceOf(quality, record));
        }
    }

    /// <summary>Judges a valid event that was not seen before. One that an operator let out of the quarantine is not held again.</summary>
    /// <param name="record">The record.</param>
    /// <param name="click">Its event.</param>
    /// <param name="isFlagged">Whether a rule flags it.</param>
    /// <returns>Why a rule rejects it or holds it back; null if none does.</returns>
    public ValidationFailure? Judge(in LogRecord record, ClickEvent click, out bool isFlagged)
    {
        isFlagged = false;
        if (state.Quality is not { } quality)
        {
            return null;
        }

        _isOld = true;
        var source = SourceOf(quality, record);
        var outcome = quality.Take(source, click, record.TimestampMs);
        quality.Close(_disorderMs, _changes);
        CheckCatalog(quality, source, record, click);
        if (_changes.Count > 0)
        {
            _isStale = true;
            Add(_changes, quality.Rules.Version, record);
            _changes.Clear();
        }

        isFlagged = outcome.Action == QualityAction.Flag;
        return outcome.Action switch
        {
            QualityAction.Reject => new ValidationFailure(FailureType.Rule, FieldOf(outcome), outcome.Reason(click)),
            QualityAction.Quarantine when !record.IsReleased => ValidationFailure.OfQuarantine(outcome.Reason(click), FieldOf(outcome)),
            _ => null,
        };
    }

    /// <summary>The alerts since the last call.</summary>
    public IReadOnlyList<QualityAlert> TakeAlerts()
    {
        var taken = _alerts;
        _alerts = null;
        return taken ?? (IReadOnlyList<QualityAlert>)[];
    }

    /// <summary>
    /// How the rules stand; null where there are none. Levels, rules and refusals are those of now, counts at most <see cref="KeptFor"/>
    /// old.
    /// </summary>
    public QualityReport? Report() =>
        _isStale || (_isOld && parts.Time.GetElapsedTime(_reportedAt) >= KeptFor) ? ReportNow() : _report;

    /// <summary>How the rules stand now; null where there are none.</summary>
    public QualityReport? ReportNow()
    {
        if (_isStale || _isOld)
        {
            (_isStale, _isOld, _reportedAt) = (false, false, parts.Time.GetTimestamp());
            _report = state.Quality is { } quality ? quality.Report(ChecksOf(quality)) with { Refused = _refused }
                : _refused is null ? null : new QualityReport("", -1, []) { Refused = _refused };
        }

        return _report;
    }

    private static string FieldOf(in QualityOutcome outcome) => QualityFields.NameOf(outcome.Rule!.Field!.Value);

    private static int SourceOf(QualityState quality, in LogRecord record) => quality.SourceOf(RecordSource.Of(record));

    private CatalogChecks ChecksOf(QualityState quality) => _checks ??= new CatalogChecks(quality.Rules);

    private void CheckCatalog(QualityState quality, int source, in LogRecord record, ClickEvent click)
    {
        if (ChecksOf(quality).IsEmpty || record.Offset < emitFrom || click.Items.Count == 0)
        {
            return;
        }

        var isKnown = true;
        for (var i = 0; i < click.Items.Count; i++)
        {
            isKnown &= _catalog.Find(click.Items[i].ItemId) is not null;
        }

        ChecksOf(quality).Take(source, isKnown);
    }

    private void Add(IReadOnlyList<QualityChange> changes, string rules, in LogRecord record)
    {
        if (record.Offset < emitFrom)
        {
            return;
        }

        _alerts ??= [];
        foreach (var change in changes)
        {
            _alerts.Add(new QualityAlert(change, rules, record.Offset, record.TimestampMs));
        }
    }
}
