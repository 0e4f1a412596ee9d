namespace StreamReco.Models.Experiments.Feedback;

/// <summary>Where a list of items is shown.</summary>
public enum Surface : byte
{
    /// <summary>Recommendations: the answers of the stream and of the API.</summary>
    Recommendations,

    /// <summary>Results of a search.</summary>
    Search,
}
