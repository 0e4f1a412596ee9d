using StreamReco.Stages.Privacy;

namespace StreamReco.Stages.History;

/// <summary>
/// Finds the id under which the state knows a user: where ids are pseudonyms, control records and carried clicks name that one, while the clicks
/// of a span are read under the id in clear.
/// </summary>
/// <param name="pseudonyms">Makes the pseudonyms; null where there are none.</param>
internal sealed class SpanUserIds(Pseudonymizer? pseudonyms)
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>The id of a user in the state.</summary>
    /// <param name="user">The id as a click has it.</param>
    public ReadOnlySpan<char> Of(ReadOnlySpan<char> user)
    {
        if (pseudonyms is null || user.IsEmpty)
        {
            return user;
        }

        var known = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(user, out var id))
        {
            known[user] = id = pseudonyms.Of(user);
        }

        return id;
    }
}
