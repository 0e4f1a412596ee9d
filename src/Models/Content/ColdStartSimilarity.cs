namespace StreamReco.Models.Content;

/// <summary>How alike an item is to what a user took newest.</summary>
/// <param name="Newest">Cosine with the newest item.</param>
/// <param name="Best">The highest cosine with any of the newest.</param>
/// <param name="Whole">Cosine with their sum, newer ones weighing more.</param>
public readonly record struct ColdStartSimilarity(float Newest, float Best, float Whole)
{
    /// <summary>Numbers that the gate is given.</summary>
    public const int Count = 4;

    /// <summary>Writes the numbers that the gate is given.</summary>
    public void Write(Span<float> features)
    {
        (features[0], features[1], features[2], features[3]) = (Newest, Best, Whole, Whole * Whole);
    }
}
