using System.Buffers;
using System.CommandLine;
using System.Globalization;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.TestKit.Measures;

namespace StreamReco.Benchmarks.Users;

/// <summary>Command <c>users</c>.</summary>
internal sealed class UsersCommand : Command
{
    private const int Users = 2_000;
    private const int Items = 20_000;

    public UsersCommand()
        : base("users", "Bytes of a user in memory (the managed heap before and after 2,000 users) and in a snapshot.") =>
        SetAction(_ => Run());

    private static int Run()
    {
        Console.WriteLine("  D  clicks  memory B/user  snapshot B/user");
        foreach (var dimensions in new[] { 32, 64 })
        {
            CatalogItem[] items = [.. Enumerable.Range(0, Items).Select(
                i => new CatalogItem(ItemId(i), ItemId(i), $"category {i % 20}", null, 10, Available: true))];
            var model = RandomModel.Create(items, dimensions);
            foreach (var clicks in new[] { 1, 5, 20, 100 })
            {
                var (memory, snapshot) = Measure(model, clicks);
                Console.WriteLine(FormattableString.Invariant($"{dimensions,3} {clicks,7} {memory,14:F0} {snapshot,16:F0}"));
            }
        }

        return 0;
    }

    private static (double Memory, double Snapshot) Measure(ModelArtifact model, int clicks)
    {
        var options = new UserStateOptions();
        var users = new UserState[Users];
        var click = new ClickEvent();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var u = 0; u < Users; u++)
        {
            users[u] = new UserState(string.Create(CultureInfo.InvariantCulture, $"user-{u:D8}"), options);
            for (var c = 0; c < clicks; c++)
            {
                Fill(click, model, u, c);
                users[u].Apply(click, model.Items);
            }
        }

        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var output = new ArrayBufferWriter<byte>();
        var codec = new UserStateCodec(options, model.Items);
        foreach (var user in users)
        {
            codec.Write(user, output);
        }

        return ((double)memory / Users, (double)output.WrittenCount / Users);
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
