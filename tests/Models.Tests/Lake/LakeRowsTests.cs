using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Lake;
using StreamReco.TestKit.Lake;

namespace StreamReco.Models.Tests.Lake;

public sealed class LakeRowsTests
{
    private readonly CrashingLakeFiles _files = new(new MemoryDisk(1));

    [Fact]
    public void Events_come_back_as_they_went_in()
    {
        var click = new ClickEvent();
        var rows = new EventRows();
        for (var offset = 0; offset < 50; offset++)
        {
            LakeWorld.Fill(click, offset);
            click.SetQuery(offset % 5 == 0 ? "röd 👟" : "");
            (click.Results, click.Country) = (offset % 5 == 0 ? offset : -1, offset % 2 == 0 ? "SE" : null);
            rows.Add(click, 1_000 + offset, offset);
        }

        var read = WriteAndRead(rows);

        var (restored, expected) = (new ClickEvent(), new ClickEvent());
        for (var i = 0; i < read.Count; i++)
        {
            var (receivedMs, offset) = read.Restore(i, restored, new StringPool(100));
            LakeWorld.Fill(expected, offset);
            receivedMs.ShouldBe(1_000 + offset);
            restored.UserId.ToString().ShouldBe(expected.UserId.ToString());
            restored.SessionId.ToString().ShouldBe(expected.SessionId.ToString());
            (restored.EventIdHash, restored.Type, restored.EventTimeMs)
                .ShouldBe((expected.EventIdHash, expected.Type, expected.EventTimeMs));
            restored.Query.ToString().ShouldBe(offset % 5 == 0 ? "röd 👟" : "");
            (restored.Results, restored.Country).ShouldBe((offset % 5 == 0 ? (int)offset : -1, offset % 2 == 0 ? "SE" : null));
            restored.Items.ShouldBe(expected.Items.Select(item => item with
            {
                Price = double.IsNaN(item.Price) ? double.NaN : (double)Math.Round((decimal)item.Price, 4),
            }));
        }

        read.Count.ShouldBe(50);
    }

    [Fact]
    public void Rows_of_a_file_are_sorted_by_user_and_then_by_offset()
    {
        var click = new ClickEvent();
        var rows = new EventRows();
        for (var offset = 19; offset >= 0; offset--)
        {
            LakeWorld.Fill(click, offset);
            rows.Add(click, offset, offset);
        }

        var read = WriteAndRead(rows);

        var keys = read.Rows.Take(read.Count).Select(row => (ByteArena.TextOf(read.Users[row.User]), row.Offset)).ToList();
        keys.ShouldBe(keys.OrderBy(key => key.Item1, StringComparer.Ordinal).ThenBy(key => key.Offset));
    }

    [Fact]
    public void More_rows_than_a_row_group_come_back()
    {
        var click = new ClickEvent();
        var rows = new EventRows();
        for (var offset = 0; offset < LakeParquet.GroupRows + 1_000; offset++)
        {
            click.Clear();
            click.SetUserId($"u{offset % 1_000}");
            (click.Type, click.EventTimeMs, click.EventIdHash) = (EventType.ViewItem, 1_735_689_600_000 + offset, (ulong)offset);
            click.AddItem(new ItemTouch($"i{offset % 77}", null, 9.99, 1));
            rows.Add(click, 0, offset);
        }

        var read = WriteAndRead(rows);

        read.Rows.Take(read.Count).Select(row => row.Offset).Order().ShouldBe(Enumerable.Range(0, rows.Count).Select(i => (long)i));
        read.Rows.Take(read.Count).ShouldAllBe(row => row.ItemCount == 1);
        read.Rows.Take(read.Count).ShouldAllBe(row =>
            ByteArena.TextOf(read.Items[row.FirstItem].Id) == $"i{row.Offset % 77}");
    }

    [Fact]
    public void Rejected_records_come_back_whole()
    {
        var rows = new RejectedRows();
        rows.Add(new StoredRecord(7, 70, null, null, null), "malformed", "");
        rows.Add(new StoredRecord(8, 80, [1, 2], [], [new("a", [1]), new("b", [])]), "late", "u");
        rows.Add(new StoredRecord(9, 90, [], [0xff, 0], [new("c", [3])]), "duplicate", "u");
        var unit = new LakeLog(_files, LakeStream.Clicks, 0).Stage(LakeEntry.Append, 7, "w");

        rows.WriteTo(unit, Facts(), new byte[32]);

        var read = new RejectedRows();
        read.Read(_files, $"_staging/p=000/{unit.Folder}/0000.parquet");
        var back = Enumerable.Range(0, read.Count).Select(read.Restore).OrderBy(row => row.Record.Offset).ToList();
        back.Select(row => row.Reason).ShouldBe(["malformed", "late", "duplicate"]);
        back.Select(row => (row.Record.Offset, row.Record.ReceivedMs)).ShouldBe([(7, 70), (8, 80), (9, 90)]);
        (back[0].Record.Key, back[0].Record.Payload, back[0].Record.Headers).ShouldBe((null, null, null));
        back[1].Record.Payload.ShouldBe([]);
        back[1].Record.Headers!.Select(header => (header.Key, Convert.ToHexString(header.Value))).ShouldBe([("a", "01"), ("b", "")]);
        back[2].Record.Payload.ShouldBe([0xff, 0]);
    }

    [Theory]
    [InlineData(1.99995, 20_000)] // a writer that cuts would say 1.9999
    [InlineData(0.00004, 0)]
    [InlineData(-1.5, -15_000)]
    [InlineData(99_999_999_999_999, 999_999_999_999_990_000)]
    [InlineData(double.NaN, long.MinValue)]
    [InlineData(1e15, long.MinValue)]
    [InlineData(double.PositiveInfinity, long.MinValue)]
    public void Prices_are_rounded_before_the_writer_would_cut_them(double price, long tenThousandths) =>
        Money.ToTenThousandths(price).ShouldBe(tenThousandths);

    [Fact]
    public void Hashes_of_users_say_who_is_in_a_file()
    {
        var key = new byte[32];
        var hashes = UserHashes.Of(Enumerable.Range(0, 1_000).Select(i => UserHashes.HashOf(key, $"u{i}")));
        using var bytes = new MemoryStream();
        hashes.WriteTo(bytes);

        var read = UserHashes.Parse("x", bytes.ToArray());

        read.Count.ShouldBe(1_000);
        read.MayHold(UserHashes.HashOf(key, "u999")).ShouldBeTrue();
        read.MayHold(UserHashes.HashOf(key, "u1000")).ShouldBeFalse();
        Should.Throw<LakeException>(() => UserHashes.Parse("x", bytes.ToArray().AsSpan(1)));
    }

    [Fact]
    public void An_erased_user_is_in_no_file_and_all_others_are()
    {
        var world = new LakeWorld(seed: 4, offsets: 60);
        var files = new CrashingLakeFiles(world.Disk);
        world.Run(files, "a", new Random(1), int.MaxValue);
        var lake = LakeWorld.Open(files, "a");
        var (user, log) = (LakeWorld.UserOf(3), lake.LogOf(0));
        new LakeCheck(lake).Find(user, CancellationToken.None).ShouldNotBeEmpty();
        var before = log.Live().Sum(file => file.Rows);

        var removed = new LakeRewriting(lake, log).Erase(user, CancellationToken.None);

        removed.ShouldBe(world.Applied.Concat(world.Refused).Count(offset => LakeWorld.UserOf(offset) == user));
        log.Live().Sum(file => file.Rows).ShouldBe(before - removed);
        new LakeCheck(lake).Find(user, CancellationToken.None).ShouldBeEmpty();
        new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty();
        foreach (var bytes in world.Disk.Entries.Where(entry => entry.Key.EndsWith(".parquet", StringComparison.Ordinal)))
        {
            bytes.Value.Bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(user)).ShouldBe(-1);
        }
    }

    [Fact]
    public void A_crash_at_any_step_of_an_erasure_leaves_a_whole_lake_and_it_can_be_done_again()
    {
        for (var step = 1; step < 120; step += 2)
        {
            var world = new LakeWorld(seed: 4, offsets: 40);
            world.Run(new CrashingLakeFiles(world.Disk), "a", new Random(1), int.MaxValue);
            var crashing = new CrashingLakeFiles(world.Disk) { OnStep = at => Stop(at >= step) };
            try
            {
                Erase(crashing, LakeWorld.UserOf(3));
            }
            catch (Exception e) when (e is CrashException or IOException)
            {
                // As planned.
            }

            if (step % 3 == 0)
            {
                world.Disk.LosePower();
            }

            var files = new CrashingLakeFiles(world.Disk);
            new LakeCheck(LakeWorld.Open(files, "r")).Verify(CancellationToken.None).ShouldBeEmpty();
            Erase(files, LakeWorld.UserOf(3));
            var lake = LakeWorld.Open(files, "r");
            new LakeCheck(lake).Find(LakeWorld.UserOf(3), CancellationToken.None).ShouldBeEmpty();
            lake.LogOf(0).Live().Sum(file => file.Rows).ShouldBe(
                world.Applied.Concat(world.Refused).Count(offset => LakeWorld.UserOf(offset) != LakeWorld.UserOf(3)));
        }
    }

    private static void Erase(ILakeFiles files, string user)
    {
        var lake = LakeWorld.Open(files, "e");
        var log = lake.LogOf(0);
        log.Recover();
        new LakeRewriting(lake, log).Erase(user, CancellationToken.None);
    }

    private static FileFacts Facts() => new("clicks", 0, 0, 1_000_000, "", "r", "test", 0);

    private EventRows WriteAndRead(EventRows rows)
    {
        var unit = new LakeLog(_files, LakeStream.Clicks, 0).Stage(LakeEntry.Append, 0, "w");
        rows.WriteTo(unit, Facts(), new byte[32]);
        var read = new EventRows();
        for (var i = 0; i < unit.Adds.Count; i++)
        {
            read.Read(_files, $"_staging/p=000/{unit.Folder}/{i:0000}.parquet");
        }

        return read;
    }

    private static void Stop(bool isDue)
    {
        if (isDue)
        {
            throw new CrashException();
        }
    }
}
