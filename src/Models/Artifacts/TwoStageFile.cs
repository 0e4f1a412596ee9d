using System.Text.Json;
using StreamReco.Models.Ranking;
using StreamReco.Models.Retrieval.Registry;

namespace StreamReco.Models.Artifacts;

/// <summary>
/// <c>stack.json</c>: what a stack's binary files do not say of themselves.
/// </summary>
/// <param name="Plan">How candidates are gathered.</param>
/// <param name="Sources">Settings of the sources.</param>
/// <param name="Traits">The data that it was trained on.</param>
/// <param name="LayoutHash"><see cref="RankLayout.Hash"/> of the plan's layout: a ranker is only run on the features that
/// it was trained for.</param>
internal sealed record TwoStageFile(RankPlan Plan, SourceSettings Sources, DataTraits Traits, string LayoutHash)
{
    /// <summary>The file's bytes.</summary>
    public static byte[] Write(TwoStageModel stack) => JsonSerializer.SerializeToUtf8Bytes(
        new TwoStageFile(stack.Plan, stack.Parts.Settings, stack.Traits, stack.Plan.Layout().Hash()),
        ModelJson.Indented.TwoStageFile);

    /// <summary>What the file says.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or of a program with other features.</exception>
    public static TwoStageFile Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var stack = JsonSerializer.Deserialize(bytes, ModelJson.Default.TwoStageFile)
                ?? throw new InvalidDataException("is empty");
            var expected = stack.Plan.Layout().Hash();
            return stack.LayoutHash == expected
                ? stack
                : throw new InvalidDataException(
                    $"has ranker features '{stack.LayoutHash}' where this program computes '{expected}'");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"is damaged ({e.Message})", e);
        }
    }
}
