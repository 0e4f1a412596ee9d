using System.Security.Cryptography;
using System.Text.Json;
using StreamReco.Models.Data;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.State;

/// <summary>A backup: <c>state.db</c> (SQLite), <c>model/</c> and <c>backup.json</c>, which is written last and vouches for the state.</summary>
internal static class BackupFolder
{
    private const string StateFile = "state.db";
    private const string ModelFolder = "model";
    private const string NoteFile = "backup.json";

    public static string State(string folder) => Path.Combine(folder, StateFile);

    public static string Model(string folder) => Path.Combine(folder, ModelFolder);

    /// <summary>Seals a backup.</summary>
    public static async Task SealAsync(string folder, StateCopied copied, string model, DateTimeOffset at, CancellationToken cancel)
    {
        var note = new BackupNote(1, at, copied.Shards, copied.Users, model, await HashAsync(State(folder), cancel));
        await File.WriteAllTextAsync(
            Path.Combine(folder, NoteFile),
            JsonSerializer.Serialize(note, HttpJson.Indented), cancel);
    }

    /// <summary>Reads a backup's note and checks its state against it.</summary>
    /// <exception cref="UserErrorException">It is no backup, not complete, or damaged.</exception>
    public static async Task<BackupNote> OpenAsync(string folder, CancellationToken cancel)
    {
        var path = Path.Combine(folder, NoteFile);
        if (!File.Exists(path))
        {
            throw new UserErrorException($"'{folder}' is no backup, or one that was not finished: it has no {NoteFile}.");
        }

        var note = await ReadNoteAsync(path, cancel);
        return note.Format == 1 && note.StateSha256 == await HashAsync(State(folder), cancel)
            ? note : throw new UserErrorException($"The backup in '{folder}' is damaged: {StateFile} is not what {NoteFile} says.");
    }

    private static async Task<BackupNote> ReadNoteAsync(string path, CancellationToken cancel)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupNote>(await File.ReadAllTextAsync(path, cancel), HttpJson.Options)
                ?? throw new JsonException("it holds null");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"'{path}' is damaged: {JsonFaults.Describe<BackupNote>(e, HttpJson.Options)} Restore from another backup, or take a new one.");
        }
    }

    /// <summary>Copies a model's folder.</summary>
    public static void CopyModel(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }
}

/// <summary>What <c>backup.json</c> says.</summary>
internal sealed record BackupNote(int Format, DateTimeOffset At, long Shards, long Users, string Model, string StateSha256);
