using System.Buffers;
using StreamReco.Models.Binary;

namespace StreamReco.Models.DataQuality;

/// <summary>
/// What a rule saw of one source in one window: whole numbers only, so that parts merge exactly, in any order and grouping.
/// </summary>
public sealed class RuleSums
{
    private readonly long[] _cells;
    private readonly byte[] _registers;

    /// <param name="rule">The rule; says which sums there are.</param>
    public RuleSums(QualityRule rule)
    {
        _cells = rule.IsDistance ? new long[rule.Reference!.Counts.Count] : [];
        _registers = rule.Check == QualityCheck.Cardinality ? new byte[DistinctCount.Registers] : [];
    }

    /// <summary>Records judged; for spreads, values.</summary>
    public long Judged { get; private set; }

    /// <summary>Records that broke the rule.</summary>
    public long Failed { get; private set; }

    /// <summary>Values by cell of the reference.</summary>
    public ReadOnlySpan<long> Cells => _cells;

    /// <summary>Registers of distinct values.</summary>
    public ReadOnlySpan<byte> Registers => _registers;

    /// <summary>Takes in a judged record.</summary>
    public void Count(bool isGood)
    {
        Judged++;
        Failed += isGood ? 0 : 1;
    }

    /// <summary>Takes in a value of the reference's cell.</summary>
    public void CountCell(int cell)
    {
        Judged++;
        _cells[cell]++;
    }

    /// <summary>Takes in a value by its hash.</summary>
    public void CountDistinct(ulong hash)
    {
        Judged++;
        DistinctCount.Add(_registers, hash);
    }

    /// <summary>Takes in what another part of the window saw.</summary>
    public void Add(RuleSums other)
    {
        Judged += other.Judged;
        Failed += other.Failed;
        for (var i = 0; i < _cells.Length; i++)
        {
            _cells[i] += other._cells[i];
        }

        DistinctCount.Merge(_registers, other._registers);
    }

    /// <summary>Writes the sums, in a form that depends on them alone.</summary>
    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)Judged);
        writer.Unsigned((ulong)Failed);
        foreach (var cell in _cells)
        {
            writer.Unsigned((ulong)cell);
        }

        foreach (var register in _registers)
        {
            writer.Byte(register);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote for the same rule.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static RuleSums Read(QualityRule rule, ref StateReader reader)
    {
        var sums = new RuleSums(rule) { Judged = (long)reader.Unsigned(), Failed = (long)reader.Unsigned() };
        for (var i = 0; i < sums._cells.Length; i++)
        {
            sums._cells[i] = (long)reader.Unsigned();
        }

        reader.Bytes(sums._registers.Length).CopyTo(sums._registers);
        return sums;
    }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        Write(new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }
}
