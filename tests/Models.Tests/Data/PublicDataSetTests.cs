using StreamReco.Models.Data;
using StreamReco.TestKit;

namespace StreamReco.Models.Tests.Data;

/// <summary>The counts that the publishers of the data sets give, from their own files.</summary>
public sealed class PublicDataSetTests
{
    [SharedDataFact("eshop-clothing-2008")]
    public void Eshop_has_165474_clicks_of_24026_sessions_on_217_products()
    {
        var data = ClickFileReader.Read(SharedFolder.Data("eshop-clothing-2008", "clicks.csv"), ClickFileFormat.Eshop);

        ShouldHave(data, clicks: 165_474, sessions: 24_026, items: 217);
        data.Catalog.Count.ShouldBe(217);
        data.Catalog.Single(i => i.ItemId == "A1").Name.ShouldBe("navy blue trousers A1");
        data.TimeNote.ShouldNotBeNull();
    }

    [SharedDataFact("bol-sessions")]
    public void Bol_has_113601_training_clicks_of_23753_sessions_on_18009_items_with_their_own_times()
    {
        var data = ClickFileReader.Read(SharedFolder.Data("bol-sessions", "train.txt"), ClickFileFormat.Sessions);

        ShouldHave(data, clicks: 113_601, sessions: 23_753, items: 18_009);
        data.TimeNote.ShouldBeNull();
    }

    [SharedDataFact("diginetica")]
    public void Diginetica_has_186670_training_sessions_with_906140_clicks()
    {
        var data = ClickFileReader.Read(SharedFolder.Data("diginetica", "train_sessions.txt"), ClickFileFormat.SessionLines);

        ShouldHave(data, clicks: 906_140, sessions: 186_670, items: 43_097);
    }

    [SharedDataFact("amazon-beauty")]
    public void Beauty_has_198502_interactions_of_22363_users_on_12101_items_in_both_of_its_forms()
    {
        var lines = ClickFileReader.Read(SharedFolder.Data("amazon-beauty", "Beauty.txt"), ClickFileFormat.UserLines);
        var days = ClickFileReader.Read(
            SharedFolder.Data("amazon-beauty", "interactions_with_day.tsv"), ClickFileFormat.Csv);

        ShouldHave(lines, clicks: 198_502, sessions: 22_363, items: 12_101);
        days.Clicks.Count.ShouldBe(198_502);
        days.Clicks.Select(c => c.UserId).Distinct().Count().ShouldBe(22_363);
        days.TimeNote.ShouldNotBeNull().ShouldContain("day only");
        HistoryOf(days, "4").ShouldBe(HistoryOf(lines, "4"));
    }

    private static string[] HistoryOf(ClickDataset data, string user) =>
        [.. data.Clicks.Where(c => c.UserId == user).Select(c => c.ItemId)];

    private static void ShouldHave(ClickDataset data, int clicks, int sessions, int items)
    {
        data.Clicks.Count.ShouldBe(clicks);
        data.Clicks.Select(c => c.SessionId).Distinct().Count().ShouldBe(sessions);
        data.Clicks.Select(c => c.ItemId).Distinct().Count().ShouldBe(items);
        data.Skipped.ShouldBeEmpty();
        data.Clicks.Zip(data.Clicks.Skip(1)).ShouldAllBe(pair => pair.First.TimeMs <= pair.Second.TimeMs);
    }
}
