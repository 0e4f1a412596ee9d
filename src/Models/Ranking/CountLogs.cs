namespace StreamReco.Models.Ranking;

/// <summary>Logarithms of counts: log(1 + n), the small ones from a table.</summary>
internal static class CountLogs
{
    private static readonly float[] _table = [.. Enumerable.Range(0, 8_192).Select(n => MathF.Log(1 + n))];

    /// <summary>log(1 + n).</summary>
    public static float Of(long n) => (ulong)n < (ulong)_table.Length ? _table[n] : MathF.Log(1 + n);

    /// <summary>log(1 + weight); most weights are 0.</summary>
    public static float Of(float weight) => weight == 0 ? 0 : MathF.Log(1 + weight);
}
