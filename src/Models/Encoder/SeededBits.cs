using System.Numerics;

namespace StreamReco.Models.Encoder;

/// <summary>
/// Random bits as a function of a seed and a place in the training, so that nothing of the generator has to be saved
/// and no thread shares one: xoshiro256** started by SplitMix64 (Blackman and Vigna, "Scrambled Linear Pseudorandom
/// Number Generators", 2021).
/// </summary>
internal struct SeededBits
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Begins at a place: equal seeds and places give equal bits.</summary>
    public SeededBits(int seed, int epoch = 0, int step = 0, int part = 0)
    {
        var state = (ulong)(uint)seed;
        foreach (var place in (ReadOnlySpan<int>)[epoch, step, part])
        {
            state = Mix(ref state) ^ (uint)place;
        }

        _a = Mix(ref state);
        _b = Mix(ref state);
        _c = Mix(ref state);
        _d = Mix(ref state);
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>0 to <paramref name="limit"/>−1 (Lemire's multiplication; the bias is below limit/2⁶⁴).</summary>
    public int Next(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>0 inclusive to 1 exclusive.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ref ulong state)
    {
        var z = state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
