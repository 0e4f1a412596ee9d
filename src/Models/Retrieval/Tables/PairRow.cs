namespace StreamReco.Models.Retrieval.Tables;

/// <summary>The pairs of one item; see <see cref="PairTable"/>.</summary>
internal sealed record PairRow(
    int[] Items, float[] Next, float[] After, float[] Before, float NextSum, float AfterSum);
