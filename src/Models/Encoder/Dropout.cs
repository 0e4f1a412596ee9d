using System.Runtime.InteropServices;

namespace StreamReco.Models.Encoder;

/// <summary>
/// Inverted dropout (Srivastava et al. 2014): an element is dropped or grown by 1/(1 − share); the share is rounded to
/// 1/256.
/// </summary>
internal sealed class Dropout(float share)
{
    private readonly int _limit = (int)MathF.Round(share * 256);
    private byte[] _draws = [];

    /// <summary>Drops elements of <paramref name="values"/>, in place.</summary>
    public void Forward(SeededBits bits, Span<float> values)
    {
        if (_limit == 0)
        {
            return;
        }

        var words = (values.Length + 7) / 8;
        if (_draws.Length < words * 8)
        {
            _draws = new byte[words * 16];
        }

        foreach (ref var word in MemoryMarshal.Cast<byte, ulong>(_draws.AsSpan(0, words * 8)))
        {
            word = bits.Next();
        }

        Apply(values);
    }

    /// <summary>The same elements of the gradients.</summary>
    public void Backward(Span<float> gradients)
    {
        if (_limit > 0)
        {
            Apply(gradients);
        }
    }

    private void Apply(Span<float> values)
    {
        var grown = 256f / (256 - _limit);
        var draws = _draws.AsSpan(0, values.Length);
        for (var i = 0; i < draws.Length; i++)
        {
            // Without a branch: the sign of the difference is all ones below the limit.
            var kept = ~((draws[i] - _limit) >> 31);
            values[i] = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(values[i] * grown) & kept);
        }
    }
}
