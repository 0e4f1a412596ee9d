using StreamReco.Models.Features;
using StreamReco.Models.Items;
using StreamReco.Models.Users;

namespace StreamReco.Models.Scoring;

/// <summary>Turns a user's state into the graph's input; the same code in training, evaluation and serving.</summary>
public sealed class FeatureBuilder(FeatureLayout layout, ItemSpace items)
{
    private readonly float[] _weights = [.. Enumerable.Range(0, layout.RecentItems).Select(layout.WeightOf)];

    /// <summary>Fills the features of <paramref name="request"/> as of now.</summary>
    public void Fill(UserState user, ScoreRequest request)
    {
        var recent = new RecentBuffer();
        var count = user.Recent.CopyNewestFirst(((Span<RecentItem>)recent)[..Math.Min(layout.RecentItems, RecentBuffer.Length)]);
        Fill(user, ((Span<RecentItem>)recent)[..count], request);
    }

    /// <summary>As <see cref="Fill(UserState, ScoreRequest)"/>, of a user whose history is at hand.</summary>
    /// <param name="user">The user.</param>
    /// <param name="newest">The newest interactions, newest first; those that the features do not reach are passed over.</param>
    /// <param name="request">Takes the features.</param>
    public void Fill(UserState user, ReadOnlySpan<RecentItem> newest, ScoreRequest request)
    {
        var recent = newest[..Math.Min(newest.Length, Math.Min(layout.RecentItems, RecentBuffer.Length))];
        var known = 0;
        for (var i = 0; i < recent.Length; i++)
        {
            if (recent[i].Index >= 0)
            {
                request.RecentRows[known] = recent[i].Index;
                request.RecentWeights[known] = _weights[known];
                known++;
            }
        }

        request.RecentRows.AsSpan(known).Fill(items.Count);
        request.RecentWeights.AsSpan(known).Clear();
        FillVector(user, request);
        request.HasFeatures = known > 0 || user.Vector is not null;
        request.CandidateCount = 0;
    }

    private static void FillVector(UserState user, ScoreRequest request)
    {
        if (user.Vector is null)
        {
            request.UserVector.AsSpan().Clear();
        }
        else
        {
            user.Vector.Values.CopyTo(request.UserVector);
        }
    }

    [System.Runtime.CompilerServices.InlineArray(Length)]
    private struct RecentBuffer
    {
        public const int Length = 64;

#pragma warning disable IDE0044, IDE0051, S1144 // The one field that an inline array must have.
        private RecentItem _first;
#pragma warning restore IDE0044, IDE0051, S1144
    }
}
