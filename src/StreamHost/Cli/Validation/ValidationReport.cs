using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Validation;

/// <summary>What became of the lines: counts, and the first lines that were not accepted.</summary>
/// <param name="linesMax">Lines that are kept.</param>
internal sealed class ValidationReport(int linesMax)
{
    private readonly SortedDictionary<(string Reason, string Field), ReasonCount> _reasons = [];
    private readonly List<JudgedLine> _lines = [];

    public long Accepted { get; private set; }

    public long Duplicates { get; private set; }

    public long Rejected { get; private set; }

    public long Ticks { get; private set; }

    public long Records => Accepted + Duplicates + Rejected;

    /// <summary>The first lines that were not accepted, at most as many as are kept.</summary>
    public IReadOnlyList<JudgedLine> Lines => _lines;

    /// <summary>Rejected records by reason and field, the most frequent first.</summary>
    public IEnumerable<ReasonCount> Reasons => _reasons.Values.OrderByDescending(reason => reason.Records);

    public void Add(long line, RecordFate fate, Failure? failure)
    {
        switch (fate)
        {
            case RecordFate.Accepted:
                Accepted++;
                return;
            case RecordFate.Tick:
                Ticks++;
                return;
            case RecordFate.Duplicate:
                Duplicates++;
                break;
            default:
                Rejected++;
                Count(line, failure!);
                break;
        }

        if (_lines.Count < linesMax)
        {
            _lines.Add(new JudgedLine(line, fate, failure));
        }
    }

    private void Count(long line, Failure failure)
    {
        var key = (Failure.NameOf(failure.Type), failure.Field ?? "");
        var known = _reasons.GetValueOrDefault(key) ?? new ReasonCount(key.Item1, failure.Field, 0, line);
        _reasons[key] = known with { Records = known.Records + 1 };
    }
}
