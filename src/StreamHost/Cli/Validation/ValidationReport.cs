using StreamReco.Models.Decoding;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Cli.Validation;

/// <summary>What became of the lines: counts, and the first lines that were not accepted.</summary>
/// <param name="linesMax">Lines that are kept.</param>
internal sealed class ValidationReport(int linesMax)
{
    /// <summary>Names of events are the senders' to make, so few are told apart.</summary>
    private const int ReasonsMax = 200;

    private readonly SortedDictionary<(string Reason, string Field), ReasonCount> _reasons = [];
    private readonly SortedDictionary<(string Reason, string Field), ReasonCount> _passedOver = [];
    private readonly List<JudgedLine> _lines = [];
    private readonly long[] _controls = new long[Enum.GetValues<LogRecordKind>().Length];

    public long Accepted { get; private set; }

    public long Duplicates { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Control records of a kind; they are not among the records.</summary>
    public long ControlsOf(LogRecordKind kind) => _controls[(int)kind];

    public long PassedOver { get; private set; }

    /// <summary>Lines that were judged, control records left out.</summary>
    public long Records => Accepted + Duplicates + Rejected + PassedOver;

    /// <summary>Fields left out of accepted events, by field and reason.</summary>
    public IReadOnlyList<(LeftOut What, long Count)> LeftOut { get; set; } = [];

    /// <summary>Events that are no clicks, by their name, the most frequent first.</summary>
    public IEnumerable<ReasonCount> PassedOverNames => _passedOver.Values.OrderByDescending(reason => reason.Records);

    /// <summary>The first lines that were not accepted, at most as many as are kept.</summary>
    public IReadOnlyList<JudgedLine> Lines => _lines;

    /// <summary>Rejected records by reason and field, the most frequent first.</summary>
    public IEnumerable<ReasonCount> Reasons => _reasons.Values.OrderByDescending(reason => reason.Records);

    public long Controls => _controls.Sum();

    /// <summary>Counts a control record.</summary>
    public void AddControl(LogRecordKind kind) => _controls[(int)kind]++;

    public void Add(long line, RecordFate fate, ValidationFailure? failure)
    {
        switch (fate)
        {
            case RecordFate.Accepted:
                Accepted++;
                return;
            case RecordFate.PassedOver:
                PassedOver++;
                Count(_passedOver, ("passed over", failure!.PassedOver!), line);
                return;
            case RecordFate.Duplicate:
                Duplicates++;
                break;
            default:
                Rejected++;
                Count(_reasons, (ValidationFailure.NameOf(failure!.Type), failure.Field ?? ""), line);
                break;
        }

        if (_lines.Count < linesMax)
        {
            _lines.Add(new JudgedLine(line, fate, failure));
        }
    }

    private static void Count(
        SortedDictionary<(string Reason, string Field), ReasonCount> counts, (string Reason, string Field) key, long line)
    {
        key = counts.Count < ReasonsMax || counts.ContainsKey(key) ? key : (key.Reason, "other");
        var known = counts.GetValueOrDefault(key) ?? new ReasonCount(key.Reason, key.Field.Length > 0 ? key.Field : null, 0, line);
        counts[key] = known with { Records = known.Records + 1 };
    }
}
