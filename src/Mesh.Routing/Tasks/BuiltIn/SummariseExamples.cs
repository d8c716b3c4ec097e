namespace Mesh.Routing.Tasks.BuiltIn;

/// <summary>Making texts shorter.</summary>
internal static class SummariseExamples
{
    public const string Lines = """
        2|Summarize the following {article/report/text} in {three sentences/one paragraph/five bullet points}:\nThe council met on Tuesday to discuss the new bridge. After two hours of debate the members agreed to postpone the vote until the costs are known.
        2|tl;dr of this please: {so basically we moved the release because the tests were red and nobody had time to look at them before friday/the landlord wants to renovate in may, we can stay in the flat above meanwhile, rent stays the same}
        2|Give me a short summary of this {email thread/meeting}: Anna: can we ship on Monday? Ben: only if QA signs off. Anna: they will by Friday.
        3|Condense this {contract clause/privacy policy} into plain {English/words a customer understands}: The licensee shall, notwithstanding any prior agreement, indemnify the licensor against all claims arising from use.
        3|What are the key points of the {passage/speech} below? We stand at a turning point. For decades we have spent more than we earned, and now our children are asked to pay.
        2|Write an abstract of at most {100/150} words for the {paper/thesis chapter} that follows.
        2|Shorten this to {a tweet/280 characters/one line}: Our museum opens its doors to the public again after four years of works, with free entry on the first weekend and guided tours in five languages.
        3|Write minutes from this {transcript/call}: Chair: welcome. First item, budget. Dee: we're over by ten percent. Chair: then we cut travel. Agreed.
        3|Summarise the main arguments of both sides in the {debate/court opinion} below in {neutral language/two paragraphs}.
        2|Boil this {chapter/blog post} down to its {essence/most important takeaways}.
        2|Can you recap what {happened in this conversation/we decided so far}? Keep it {brief/under 50 words}.
        3|Provide an executive summary of the {quarterly figures/incident report} below for {the board/a non-technical reader}.
        2|Sum up the plot of {Hamlet/Moby Dick/The Little Prince} in {three/five} sentences.
        2|Give me the gist: {The storm reached the coast at dawn, cut power to some 4,000 homes and closed two roads; nobody was hurt/Researchers followed 900 sleepers for ten years and found that regular hours matter more than long ones}.
        3|Create a one-page {briefing/overview} from these notes: - supply late twice - new vendor cheaper - quality unknown - trial in June
        2|Headline and two-line {teaser/summary} for this news item: A local baker has won the national prize for rye bread with a recipe of her grandmother.
        3|Summarise this research {paper/study} for a {lay audience/ten year old}: We randomly assigned 412 adults to two diets and measured blood pressure over a year.
        2|Make this shorter without losing {facts/the tone}: Due to the fact that the delivery was delayed by the carrier for reasons outside of our control, we were not able to hand over the goods at the time that had been agreed.
        3|List the action items and decisions from the discussion below, {nothing else/with owners}.
        2|Read the review and summarise what the customer {liked and disliked/wants}: The room was clean and the staff kind, but breakfast ended at nine and the lift was broken.
        3|Compress the following {documentation/changelog} to what a {user/administrator} needs to know before upgrading.
        2|summary pls: {the meeting ran long, we agreed on blue, marketing will send the files by noon/dad called, the car is fixed, pick it up before six}
        3|Merge these two {summaries/paragraphs} into one of at most {80/120} words, without repetition.
        2|In a nutshell, what does this text say? Bees communicate the direction and distance of flowers by a dance whose angle gives the bearing to the sun.
        3|Produce a bullet-point digest of the {newsletter/report} below, grouped by {topic/department}.
        2|Could you give a brief overview of the following {post/interview}, please? {I grew up by the river, learned boats from my uncle and never wanted to do anything else./We tried three vendors, none delivered, so we built it ourselves in a month.}
        2|Please sum up: {The vote was close, but the plan passed; works begin in spring and last two years./Sales grew in the north, fell in the south, and the new plant opened late.}
        3|Give a {two-sentence/50 word} summary of the {judgment/lecture} above, followed by three keywords.
        """;
}
