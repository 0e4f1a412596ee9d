using System.Buffers;
using System.Text.Json;
using StreamReco.Models.Ranking;
using StreamReco.Models.Users;
using StreamReco.Stages.Answers;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Retrieval;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Shards;
using StreamReco.StreamHost.Cli;

namespace StreamReco.StreamHost.Hosting;

/// <summary>
/// What may be asked of a shard outside of the log. State is looked at in turns of the shard's loop and leaves it as
/// copies only; users that are not in memory are read from the store and stay there.
/// </summary>
internal sealed class ShardQuestions(ShardParts parts, ShardLoop loop, IShardStore store)
{
    private readonly TicketAnswers _answers = new(parts);
    private readonly RankStage _rank = new(parts.Options);
    private readonly UserStateCodec _codec = new(parts.Options.UserState, parts.Models.Base.Artifact.Items);

    /// <summary>What to recommend to a user now, by all that was folded so far.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="itemsMax">Items wanted, at most <c>Rerank:Items</c>.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<DirectAnswer> AnswerAsync(string userId, int itemsMax, CancellationToken cancel)
    {
        var (ticket, isKnown) = await LookAsync(userId, null, cancel);
        var answer = _answers.Make(ticket, isKnown, itemsMax);
        ticket.Model.Tickets.Return([ticket]);
        return answer;
    }

    /// <summary>
    /// A user's ticket, through the stages that a click's goes through, but for those that change something; the caller
    /// gives it back to the pool once it is done with it.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="items">Items that a stack is to rank in place of its candidates; null for these.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<(AnswerTicket Ticket, bool IsKnown)> LookAsync(
        string userId, IReadOnlyList<string>? items, CancellationToken cancel)
    {
        var stored = await StoredAsync(userId, cancel);
        var (ticket, isKnown) = await loop.ReadAsync(fold => fold.Look(userId, stored), cancel);
        ticket.Given = items is null || ticket.Model.Artifact.Stack is null ? null : GivenOf(ticket, items);
        var question = await ScoreStage.RunAsync(FoldedBatch.Question(ticket), cancel);
        await _rank.RunAsync(await loop.AskAsync(question, cancel), cancel);
        return (ticket, isKnown);
    }

    /// <summary>A user's state as the fields of <see cref="UserJson"/>, without braces around; null when unknown.</summary>
    public async Task<byte[]?> DescribeAsync(string userId, CancellationToken cancel)
    {
        var stored = await StoredAsync(userId, cancel);
        return await loop.ReadAsync(fold => fold.Find(userId, stored) is { } user ? Describe(user) : null, cancel);
    }

    /// <summary>Trending items of the partition, most touched first.</summary>
    public Task<IReadOnlyList<string>> TrendingAsync(CancellationToken cancel) =>
        loop.ReadAsync(fold => fold.Trending, cancel);

    private async Task<UserState?> StoredAsync(string userId, CancellationToken cancel)
    {
        if (!await loop.ReadAsync(fold => fold.MayBeCold(userId), cancel))
        {
            return null;
        }

        var found = await store.LoadUsersAsync(parts.Shard, [userId], cancel);
        return found.Count == 0 ? null : _codec.Read(found[0].State.Span);
    }

    /// <summary>The items that the model knows, each once.</summary>
    private static GivenItems GivenOf(AnswerTicket ticket, IReadOnlyList<string> items) => new(
        [.. items.Select(ticket.Model.Items.IndexOf).Where(row => row >= 0).Distinct()],
        ticket.Features.CandidateRows.Length);

    private static byte[] Describe(UserState user)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        UserJson.WriteFields(user, writer, withVector: false);
        UserJson.WriteVectorSummary(user.Vector, writer);
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
