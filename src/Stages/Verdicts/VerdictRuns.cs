using System.Globalization;

namespace StreamReco.Stages.Verdicts;

/// <summary>
/// Gathers the verdicts of one micro-batch as runs of equal letters, offset by offset without a hole. Reused by its fold:
/// a record adds a comparison and no memory. Not thread-safe.
/// </summary>
public sealed class VerdictRuns
{
    /// <summary>Digits of a run's length, and its letter.</summary>
    private const int RunCharsMax = 20;

    private char[] _text = new char[256];
    private int _length;
    private long _from;
    private long _next;
    private Verdict _verdict;
    private long _run;

    /// <summary>Begins a micro-batch.</summary>
    /// <param name="from">The first offset that it accounts for; verdicts on earlier ones were written by an earlier run.</param>
    public void Begin(long from)
    {
        (_from, _next) = (from, from);
        (_length, _run) = (0, 0);
    }

    /// <summary>Takes the verdict on a record; offsets rise, and those between that hold no record are gaps.</summary>
    public void Add(long offset, Verdict verdict)
    {
        if (offset < _next)
        {
            return;
        }

        if (offset > _next)
        {
            Extend(Verdict.Gap, offset - _next);
        }

        Extend(verdict, 1);
        _next = offset + 1;
    }

    /// <summary>Ends the micro-batch.</summary>
    /// <param name="nextOffset">The offset after it.</param>
    /// <returns>Its verdicts; null if no offset is accounted for.</returns>
    public BatchVerdicts? End(long nextOffset)
    {
        if (nextOffset > _next)
        {
            Extend(Verdict.Gap, nextOffset - _next);
            _next = nextOffset;
        }

        if (_next == _from)
        {
            return null;
        }

        WriteRun();
        return new BatchVerdicts(_from, _next - 1, new string(_text, 0, _length));
    }

    private void Extend(Verdict verdict, long count)
    {
        if (_run > 0 && verdict != _verdict)
        {
            WriteRun();
        }

        _verdict = verdict;
        _run += count;
    }

    private void WriteRun()
    {
        if (_text.Length - _length < RunCharsMax)
        {
            Array.Resize(ref _text, _text.Length * 2);
        }

        _run.TryFormat(_text.AsSpan(_length), out var digits, default, CultureInfo.InvariantCulture);
        _length += digits;
        _text[_length++] = (char)_verdict;
        _run = 0;
    }
}

/// <summary>The verdicts of a micro-batch.</summary>
/// <param name="From">The first offset.</param>
/// <param name="To">The last offset.</param>
/// <param name="Runs">Run lengths with their letters, for instance <c>412A1D2G85A</c>.</param>
public sealed record BatchVerdicts(long From, long To, string Runs);
