using System.CommandLine;
using System.Globalization;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages.State;
using StreamReco.TestKit.Measures;

namespace StreamReco.Benchmarks.Users;

/// <summary>Command <c>users</c>.</summary>
internal sealed class UsersCommand : Command
{
    private const int Items = 20_000;

    /// <summary>Users whose stored bytes are counted.</summary>
    private const int SampledUsers = 1_000;

    /// <summary>Users that are objects while packed ones are counted: so few that they do not show.</summary>
    private const int FewUnpacked = 16;

    private readonly Option<int> _users = new("--users") { Description = "Users of a shard.", DefaultValueFactory = _ => 100_000 };

    public UsersCommand()
        : base("users", "Bytes of a user in memory (the managed heap before and after the users of a shard) and in a snapshot.")
    {
        Add(_users);
        SetAction(parse => Run(parse.GetValue(_users)));
    }

    private static int Run(int users)
    {
        Console.WriteLine("  D  clicks  packed B/user  unpacked B/user  snapshot B/user");
        foreach (var dimensions in new[] { 32, 64 })
        {
            var model = ModelOf(dimensions);
            foreach (var clicks in new[] { 1, 5, 20, 100 })
            {
                var packed = MemoryOf(model, users, clicks, FewUnpacked);
                var unpacked = MemoryOf(model, UserTable.UnpackedMaxDefault, clicks, UserTable.UnpackedMaxDefault);
                var snapshot = Filled(model, SampledUsers, clicks, SampledUsers).CaptureChanged().Users.Average(user => user.State.Length);
                Console.WriteLine(FormattableString.Invariant($"{dimensions,3} {clicks,7} {packed,14:F0} {unpacked,16:F0} {snapshot,16:F0}"));
            }
        }

        return 0;
    }

    /// <summary>Bytes that a user takes in memory.</summary>
    /// <param name="dimensions">D of the model.</param>
    /// <param name="users">Users of the shard.</param>
    /// <param name="clicks">Clicks of each user.</param>
    public static double ResidentBytes(int dimensions, int users, int clicks) =>
        MemoryOf(ModelOf(dimensions), users, clicks, UserTable.UnpackedMaxDefault);

    private static ModelArtifact ModelOf(int dimensions) => RandomModel.Create(
        [.. Enumerable.Range(0, Items).Select(
            i => new CatalogItem(ItemId(i), ItemId(i), $"category {i % 20}", null, 10, Available: true))],
        dimensions);

    private static double MemoryOf(ModelArtifact model, int users, int clicks, int unpackedMax)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = Filled(model, users, clicks, unpackedMax);
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(table);
        return (double)memory / users;
    }

    private static UserTable Filled(ModelArtifact model, int users, int clicks, int unpackedMax)
    {
        var options = new UserStateOptions();
        var table = new UserTable(options, new UserStateCodec(options, model.Items), int.MaxValue, storeHasUsers: false, unpackedMax);
        var click = new ClickEvent();
        for (var u = 0; u < users; u++)
        {
            var user = table.GetForChange(string.Create(CultureInfo.InvariantCulture, $"user-{u:D8}"));
            for (var c = 0; c < clicks; c++)
            {
                Fill(click, model, u, c);
                user.Apply(click, model.Items);
            }
        }

        return table;
    }

    private static void Fill(ClickEvent click, ModelArtifact model, int user, int number)
    {
        var row = ((user * 131) + (number * 17)) % Items;
        click.Clear();
        click.HasEventId = true;
        click.EventIdHash = ((ulong)user << 32) | (uint)number;
        click.Type = EventType.ViewItem;
        click.EventTimeMs = 1_736_121_600_000 + (number * 20_000L);
        click.AddItem(new ItemTouch(model.Items.IdOf(row), model.ItemInfo[row].Category, 10, 1));
    }

    private static string ItemId(int item) => string.Create(CultureInfo.InvariantCulture, $"i{item:D5}");
}
