using System.Security.Cryptography;
using System.Text.Json;

namespace StreamReco.Models.Lake;

/// <summary>What a lake is of: written once, when it begins.</summary>
public sealed record LakeHead
{
    public const int FormatVersion = 1;

    private const int KeyBytes = 32;

    public int Format { get; init; } = FormatVersion;

    /// <summary>The topic whose clicks it holds.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Key of the hashes of users, base64.</summary>
    public string UserKey { get; init; } = "";

    /// <summary>Reads the lake's head.</summary>
    /// <returns>Null if there is no lake.</returns>
    /// <exception cref="LakeException">It is damaged, or of a later release.</exception>
    public static LakeHead? Read(ILakeFiles files)
    {
        if (!files.Exists(LakePaths.Head))
        {
            return null;
        }

        try
        {
            var head = JsonSerializer.Deserialize(files.ReadAll(LakePaths.Head), LakeJson.Default.LakeHead);
            return head is { Format: FormatVersion } ? head : throw new LakeException(
                $"The lake has format {head?.Format}; this release reads format {FormatVersion}.");
        }
        catch (JsonException e)
        {
            throw new LakeException($"{LakePaths.Head} of the lake is damaged: {e.Message}", e);
        }
    }

    /// <summary>Reads the lake's head, or begins a lake; of several that begin at once, one wins and all read the same.</summary>
    /// <exception cref="LakeException">The lake is of another topic.</exception>
    public static LakeHead Ensure(ILakeFiles files, string topic, string writer)
    {
        var head = Read(files) ?? Begin(files, topic, writer);
        return head.Topic == topic ? head : throw new LakeException(
            $"The lake holds the topic '{head.Topic}', not '{topic}' (Kafka:Clicks); name another folder.");
    }

    private static LakeHead Begin(ILakeFiles files, string topic, string writer)
    {
        var head = new LakeHead { Topic = topic, UserKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)) };
        files.MakeFolder(LakePaths.Staging);
        var staged = $"{LakePaths.Staging}/head-{writer}.json";
        files.Delete(staged);
        files.Write(staged, JsonSerializer.SerializeToUtf8Bytes(head, LakeJson.Default.LakeHead));
        files.TryLink(staged, LakePaths.Head);
        files.FlushFolder("");
        files.Delete(staged);
        return Read(files) ?? throw new LakeException($"{LakePaths.Head} of the lake vanished while it was written.");
    }
}
