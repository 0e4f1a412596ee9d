using System.Globalization;

namespace StreamReco.Rig.Checking;

/// <summary>
/// How long partitions were without an owner after the last fault. What is done to the system and what is undone begins
/// the span anew; that a fault still lasts does not. The part of a span in which Kafka served no client's transactions is
/// named, and is not counted. One caller at a time.
/// </summary>
/// <param name="partitions">How many there are.</param>
internal sealed class OwnerlessSpans(int partitions)
{
    /// <summary>The longest span that a partition may have.</summary>
    public static readonly TimeSpan SpanMax = TimeSpan.FromSeconds(30);

    private readonly TimeSpan[] _since = new TimeSpan[partitions];
    private readonly TimeSpan[] _unserved = new TimeSpan[partitions];
    private readonly OwnerlessSpan?[] _current = new OwnerlessSpan?[partitions];
    private readonly List<OwnerlessSpan> _tooLong = [];
    private string _lastFault = "the start";

    /// <summary>The longest span so far; null while every partition had an owner whenever it was looked at.</summary>
    public OwnerlessSpan? Longest { get; private set; }

    /// <summary>Whether every partition had an owner at the last look.</summary>
    public bool AllOwned { get; private set; }

    /// <summary>Spans that were too long, a sentence each.</summary>
    public IEnumerable<string> Violations => _tooLong.Concat(_current.OfType<OwnerlessSpan>().Where(IsTooLong)).Select(span =>
        string.Create(CultureInfo.InvariantCulture, $"partition {span.Partition} had no owner for {span.Counted.TotalSeconds:F1} s after {span.Fault}")
        + (span.Unserved > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $", beside {span.Unserved.TotalSeconds:F1} s in which Kafka served no transaction") : ""));

    /// <summary>Something was done to the system, or undone.</summary>
    /// <param name="at">When.</param>
    /// <param name="what">What.</param>
    public void NoteFault(TimeSpan at, string what)
    {
        _lastFault = what;
        for (var partition = 0; partition < partitions; partition++)
        {
            Begin(partition, at);
        }
    }

    /// <summary>Kafka served no transaction of this partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">Since when; what lies before the partition's span is left out.</param>
    /// <param name="to">Until when.</param>
    public void NoteUnserved(int partition, TimeSpan from, TimeSpan to)
    {
        var began = from > _since[partition] ? from : _since[partition];
        _unserved[partition] += to > began ? to - began : TimeSpan.Zero;
    }

    /// <summary>A look at the owners.</summary>
    /// <param name="at">When; not before the last call.</param>
    /// <param name="owned">The partitions that some node holds.</param>
    public void Look(TimeSpan at, IReadOnlySet<int> owned)
    {
        AllOwned = true;
        for (var partition = 0; partition < partitions; partition++)
        {
            if (owned.Contains(partition))
            {
                Begin(partition, at);
                continue;
            }

            AllOwned = false;
            var span = new OwnerlessSpan(partition, at - _since[partition], _unserved[partition], _lastFault);
            _current[partition] = span;
            Longest = Longest is { } longest && longest.Counted >= span.Counted ? longest : span;
        }
    }

    private static bool IsTooLong(OwnerlessSpan span) => span.Counted > SpanMax;

    /// <summary>The partition's span is over, or begins anew.</summary>
    private void Begin(int partition, TimeSpan at)
    {
        if (_current[partition] is { } ended && IsTooLong(ended))
        {
            _tooLong.Add(ended);
        }

        (_current[partition], _since[partition], _unserved[partition]) = (null, at, TimeSpan.Zero);
    }
}

/// <summary>A partition without an owner.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Lasted">From the last owner or the last fault, whichever was later.</param>
/// <param name="Unserved">The part of it in which Kafka served no transaction.</param>
/// <param name="Fault">The last fault.</param>
internal sealed record OwnerlessSpan(int Partition, TimeSpan Lasted, TimeSpan Unserved, string Fault)
{
    /// <summary>The part that the nodes answer for.</summary>
    public TimeSpan Counted => Lasted - Unserved;
}
