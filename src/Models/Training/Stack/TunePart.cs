namespace StreamReco.Models.Training.Stack;

/// <summary>The parts of a stack whose settings are searched.</summary>
public static class TunePart
{
    public const string Knn = "knn";
    public const string Rules = "rules";
    public const string Slist = "slist";
    public const string Encoder = "encoder";
    public const string Ranker = "ranker";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Knn, Rules, Slist, Encoder, Ranker];

    /// <summary>What a part is judged by: each on a validation part that it has not seen.</summary>
    public static string FigureOf(string part) => part is Encoder or Ranker ? "HR@20 + MRR@20" : "NDCG@20";
}
