using System.Collections.Frozen;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace StreamReco.Models.DataQuality;

/// <summary>
/// How values were spread over a span that is held to be good: counts in cells. Numbers fall into the cells between edges, of
/// which each but the first is above the one before; texts have a cell each, and one for all others at the end.
/// </summary>
public sealed class QualityReference
{
    private readonly double[] _edges;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>? _cells;

    /// <summary>A reference of numbers.</summary>
    /// <param name="edges">Rising edges; a number falls into the first cell whose edge is not below it, else into the last.</param>
    /// <param name="counts">Counts, one more than there are edges.</param>
    public QualityReference(IReadOnlyList<double> edges, IReadOnlyList<long> counts)
    {
        (_edges, Values, Counts) = ([.. edges], [], counts);
    }

    /// <summary>A reference of texts.</summary>
    /// <param name="values">The texts, each once.</param>
    /// <param name="counts">Counts, one more than there are texts: the last is that of all others.</param>
    public QualityReference(IReadOnlyList<string> values, IReadOnlyList<long> counts)
    {
        (_edges, Values, Counts) = ([], values, counts);
        _cells = values.Select((value, cell) => KeyValuePair.Create(value, cell))
            .ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyList<double> Edges => _edges;

    public IReadOnlyList<string> Values { get; }

    public IReadOnlyList<long> Counts { get; }

    /// <summary>Whether it is of texts.</summary>
    public bool IsOfTexts => _cells is not null;

    /// <summary>The cell of a number.</summary>
    public int CellOf(double number)
    {
        var at = Array.BinarySearch(_edges, number);
        return at >= 0 ? at : ~at;
    }

    /// <summary>The cell of a text; the last where it is none of the values.</summary>
    public int CellOf(ReadOnlySpan<char> text) => _cells!.Value.TryGetValue(text, out var cell) ? cell : Values.Count;

    /// <summary>Whether a text is one of the values.</summary>
    public bool Knows(ReadOnlySpan<char> text) => CellOf(text) < Values.Count;

    /// <summary>64 bits of a value, for counting distinct ones.</summary>
    internal static ulong HashOf(ReadOnlySpan<char> text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text));

    /// <inheritdoc cref="HashOf(ReadOnlySpan{char})"/>
    internal static ulong HashOf(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in bits)));
    }
}
