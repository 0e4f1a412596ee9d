namespace StreamReco.Models.Lake;

/// <summary>The words by which a lake keeps the ids of the topics that it is read from.</summary>
public static class LakeTopicWords
{
    public const string Clicks = "clicks";

    public const string Verdicts = "verdicts";

    public const string Recommendations = "recommendations";
}
