namespace StreamReco.Models.Events;

/// <summary>
/// The normal form of an event's name: small letters without blanks, hyphens and underscores, so that <c>Product Viewed</c>,
/// <c>product_viewed</c> and <c>ProductViewed</c> are one.
/// </summary>
internal static class EventName
{
    /// <summary>Longest normal form; what is longer is no name that anybody knows.</summary>
    public const int CharsMax = 40;

    /// <summary>Writes the normal form; allocates nothing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="normal">At least <see cref="CharsMax"/> characters.</param>
    /// <param name="length">Characters written.</param>
    /// <returns>False when the name is too long.</returns>
    public static bool TryNormalise(ReadOnlySpan<char> name, Span<char> normal, out int length)
    {
        length = 0;
        foreach (var c in name)
        {
            if (c is ' ' or '_' or '-')
            {
                continue;
            }

            if (length == CharsMax)
            {
                return false;
            }

            normal[length++] = c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;
        }

        return length > 0;
    }
}
