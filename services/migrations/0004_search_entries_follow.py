from django.db import migrations

# One entry for each published service, kept by statement: a bulk insert of services
# costs one rebuild of all of them, not one each.
#
# `document` weighs names (A), groups, needs and provider (B), summaries (C),
# descriptions and outcomes (D).
ENTRIES = [
    """
    CREATE FUNCTION search_document(names text, topics text, summary text, rest text)
    RETURNS tsvector LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
        SELECT setweight(to_tsvector('norwegian', names), 'A')
            || setweight(to_tsvector('norwegian', topics), 'B')
            || setweight(to_tsvector('norwegian', summary), 'C')
            || setweight(to_tsvector('norwegian', rest), 'D')
    $$
    """,
    """
    CREATE FUNCTION search_documents_of(ids bigint[])
    RETURNS TABLE (service_id bigint, document tsvector)
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
        SELECT service.id,
            search_document(
                concat_ws(
                    ' ', service.name_nb, service.name_nn, service.name_en,
                    service.name_se
                ),
                concat_ws(' ', provider.name, topics.names),
                concat_ws(
                    ' ', service.summary_nb, service.summary_nn, service.summary_en,
                    service.summary_se
                ),
                concat_ws(
                    ' ', service.description_nb, service.description_nn,
                    service.description_en, service.description_se,
                    service.outcome_nb, service.outcome_nn, service.outcome_en,
                    service.outcome_se
                )
            )
        FROM services_guidanceservice AS service
        JOIN partners_partner AS provider ON provider.id = service.provider_id
        CROSS JOIN LATERAL (
            SELECT string_agg(term.names, ' ' ORDER BY term.names)
            FROM (
                SELECT concat_ws(' ', name_nb, name_nn, name_en, name_se)
                FROM services_guidanceservice_target_groups AS link
                JOIN services_targetgroup AS named ON named.id = link.targetgroup_id
                WHERE link.guidanceservice_id = service.id
                UNION ALL
                SELECT concat_ws(' ', name_nb, name_nn, name_en, name_se)
                FROM services_guidanceservice_needs AS link
                JOIN services_need AS named ON named.id = link.need_id
                WHERE link.guidanceservice_id = service.id
            ) AS term (names)
        ) AS topics (names)
        WHERE service.id = ANY (ids) AND service.status = 'published'
    $$
    """,
    """
    CREATE FUNCTION search_facets_of(ids bigint[])
    RETURNS TABLE (service_id bigint, facets text[], breadth smallint)
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
        SELECT service.id,
            coalesce(found.facets, '{}'),
            CASE
                WHEN service.is_national THEN 3 ELSE least(found.counties, 2)
            END::smallint
        FROM services_guidanceservice AS service
        CROSS JOIN LATERAL (
            SELECT array_agg(DISTINCT facet ORDER BY facet),
                count(*) FILTER (WHERE facet LIKE 'county:%')
            FROM (
                SELECT 'group:' || named.slug
                FROM services_guidanceservice_target_groups AS link
                JOIN services_targetgroup AS named ON named.id = link.targetgroup_id
                WHERE link.guidanceservice_id = service.id
                UNION ALL
                SELECT 'need:' || named.slug
                FROM services_guidanceservice_needs AS link
                JOIN services_need AS named ON named.id = link.need_id
                WHERE link.guidanceservice_id = service.id
                UNION ALL
                SELECT 'channel:' || named.slug
                FROM services_guidanceservice_channels AS link
                JOIN services_channel AS named ON named.id = link.channel_id
                WHERE link.guidanceservice_id = service.id
                UNION ALL
                SELECT 'county:' || link.county_id
                FROM services_guidanceservice_counties AS link
                WHERE link.guidanceservice_id = service.id
                UNION ALL
                SELECT unnest(ARRAY['municipality:' || named.id,
                    'part:' || named.county_id])
                FROM services_guidanceservice_municipalities AS link
                JOIN counties_municipality AS named ON named.id = link.municipality_id
                WHERE link.guidanceservice_id = service.id
                UNION ALL
                SELECT 'national' WHERE service.is_national
            ) AS facet (facet)
        ) AS found (facets, counties)
        WHERE service.id = ANY (ids) AND service.status = 'published'
    $$
    """,
    # The services are locked first, in one order, and read in a statement of its own:
    # two who change different links of one service both see what the other wrote.
    """
    CREATE FUNCTION build_search_entries(ids bigint[], facets_only boolean)
    RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF ids IS NULL THEN
            RETURN;
        END IF;
        PERFORM 1 FROM services_guidanceservice
        WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
        IF facets_only THEN
            UPDATE services_searchentry AS entry
            SET facets = found.facets, breadth = found.breadth
            FROM search_facets_of(ids) AS found
            WHERE entry.service_id = found.service_id
                AND (entry.facets, entry.breadth) <> (found.facets, found.breadth);
            RETURN;
        END IF;
        DELETE FROM services_searchentry AS entry
        USING services_guidanceservice AS service
        WHERE entry.service_id = ANY (ids) AND service.id = entry.service_id
            AND service.status <> 'published';
        WITH built AS (
            INSERT INTO services_searchentry AS entry
                (service_id, document, facets, breadth)
            SELECT service_id, document, facets, breadth
            FROM search_documents_of(ids) JOIN search_facets_of(ids) USING (service_id)
            ON CONFLICT (service_id) DO UPDATE
            SET document = EXCLUDED.document, facets = EXCLUDED.facets,
                breadth = EXCLUDED.breadth
            WHERE (entry.document, entry.facets, entry.breadth)
                <> (EXCLUDED.document, EXCLUDED.facets, EXCLUDED.breadth)
            RETURNING entry.document
        ), words AS (
            SELECT DISTINCT word
            FROM built, unnest(tsvector_to_array(built.document)) AS word
            WHERE word ~ '^[[:alpha:]]{2,40}$'
        )
        INSERT INTO services_searchword (word)
        SELECT word FROM words
        WHERE NOT EXISTS (
            SELECT 1 FROM services_searchword AS known WHERE known.word = words.word
        );
    END $$
    """,
    "REVOKE ALL ON FUNCTION build_search_entries(bigint[], boolean) FROM PUBLIC",
]

# Each of them names its transition table `changed`. They act with the owner's rights,
# so that the web's role needs no right to write entries.
FOLLOWERS = [
    """
    CREATE FUNCTION search_follows_service() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        PERFORM build_search_entries(array_agg(id), false) FROM changed;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION search_forgets_service() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        DELETE FROM services_searchentry
        WHERE service_id IN (SELECT id FROM changed);
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION search_follows_link() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        PERFORM build_search_entries(
            array_agg(DISTINCT guidanceservice_id), TG_ARGV[0] = 'facets'
        )
        FROM changed;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION search_follows_name() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        renamed bigint[];
    BEGIN
        SELECT array_agg(changed.id) INTO renamed
        FROM changed JOIN previous ON previous.id = changed.id
        WHERE (
            SELECT array_agg(part ORDER BY part.key)
            FROM jsonb_each(to_jsonb(changed)) AS part
            WHERE part.key ~ '^(slug|name|name_[a-z]+|county_id)$'
        ) IS DISTINCT FROM (
            SELECT array_agg(part ORDER BY part.key)
            FROM jsonb_each(to_jsonb(previous)) AS part
            WHERE part.key ~ '^(slug|name|name_[a-z]+|county_id)$'
        );
        IF renamed IS NULL THEN
            RETURN NULL;
        END IF;
        PERFORM build_search_entries(array_agg(DISTINCT service), false)
        FROM (
            SELECT id FROM services_guidanceservice
            WHERE TG_TABLE_NAME = 'partners_partner' AND provider_id = ANY (renamed)
            UNION ALL
            SELECT guidanceservice_id FROM services_guidanceservice_target_groups
            WHERE TG_TABLE_NAME = 'services_targetgroup'
                AND targetgroup_id = ANY (renamed)
            UNION ALL
            SELECT guidanceservice_id FROM services_guidanceservice_needs
            WHERE TG_TABLE_NAME = 'services_need' AND need_id = ANY (renamed)
            UNION ALL
            SELECT guidanceservice_id FROM services_guidanceservice_channels
            WHERE TG_TABLE_NAME = 'services_channel' AND channel_id = ANY (renamed)
            UNION ALL
            SELECT guidanceservice_id FROM services_guidanceservice_municipalities
            WHERE TG_TABLE_NAME = 'counties_municipality'
                AND municipality_id = ANY (renamed)
        ) AS touched (service);
        RETURN NULL;
    END $$
    """,
]

LINKS = {
    "target_groups": "all",
    "needs": "all",
    "channels": "facets",
    "counties": "facets",
    "municipalities": "facets",
}
NAMED = [
    "partners_partner",
    "services_targetgroup",
    "services_need",
    "services_channel",
    "counties_municipality",
]


def follower(name, table, event, rows, function):
    return (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}"
    )


def followers():
    """Return (name, table, statement) of every trigger, all named search_follows_…"""
    service = "services_guidanceservice"
    new, old = "NEW TABLE AS changed", "OLD TABLE AS changed"
    wanted = [
        ("service_insert", service, "INSERT", new, "search_follows_service()"),
        ("service_update", service, "UPDATE", new, "search_follows_service()"),
        ("service_delete", service, "DELETE", old, "search_forgets_service()"),
    ]
    for link, part in LINKS.items():
        table = f"{service}_{link}"
        function = f"search_follows_link('{part}')"
        wanted += [
            (f"{link}_insert", table, "INSERT", new, function),
            (f"{link}_delete", table, "DELETE", old, function),
            (f"{link}_update_new", table, "UPDATE", new, function),
            (f"{link}_update_old", table, "UPDATE", old, function),
        ]
    both = "OLD TABLE AS previous NEW TABLE AS changed"
    wanted += [
        (f"{table}_update", table, "UPDATE", both, "search_follows_name()")
        for table in NAMED
    ]
    return [
        (
            f"search_follows_{name}",
            table,
            follower(f"search_follows_{name}", table, event, rows, function),
        )
        for name, table, event, rows, function in wanted
    ]


FILL = "SELECT build_search_entries(array_agg(id), false) FROM services_guidanceservice"

UNDO = [
    *(f"DROP TRIGGER {name} ON {table}" for name, table, _statement in followers()),
    "DROP FUNCTION search_follows_name()",
    "DROP FUNCTION search_follows_link()",
    "DROP FUNCTION search_forgets_service()",
    "DROP FUNCTION search_follows_service()",
    "DROP FUNCTION build_search_entries(bigint[], boolean)",
    "DROP FUNCTION search_facets_of(bigint[])",
    "DROP FUNCTION search_documents_of(bigint[])",
    "DROP FUNCTION search_document(text, text, text, text)",
]


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0003_search_entry"),
        ("partners", "0002_models"),
        ("counties", "0002_models"),
    ]

    operations = [
        migrations.RunSQL(
            [
                *ENTRIES,
                *FOLLOWERS,
                *(statement for _name, _table, statement in followers()),
                FILL,
            ],
            UNDO,
        )
    ]
