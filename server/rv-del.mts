import { createConnection } from 'mysql2/promise';
import { migrate } from '/tmp/h/review-server/server/src/platform/migrate.ts';
const db='rv_scratch_'+process.pid;
const c=await createConnection(process.env.MYSQL_URL!);
await c.query(`create database ${db}`);
const url=new URL(process.env.MYSQL_URL!); url.pathname='/'+db;
try{
await migrate(url.href,'/tmp/h/review-server/migrations');
await c.query(`use ${db}`);
const seq='(select a.n+10*b.n+100*d.n+1000*e.n+10000*f.n n from '+['a','b','d','e','f'].map(x=>`(select 0 n union select 1 union select 2 union select 3 union select 4 union select 5 union select 6 union select 7 union select 8 union select 9) ${x}`).join(',')+') s';
let t=performance.now();
const M="'01ARZ3NDEKTSV4RRFFQ69G5FAV'";
await c.query(`insert into upload_tickets (id,member_id,album_id,state,filename,content_type,kind,byte_size,key_base,expires_at) select upper(concat('01',substr(md5(n),1,24))),${M},${M},'COMMITTED','IMG_1234.jpg','image/jpeg','IMAGE',1000+n,concat('u/x/',md5(n+7)),now(6)+interval n second from ${seq}`);
console.log('insert tickets',performance.now()-t);
t=performance.now();
await c.query(`delete from upload_tickets where member_id=${M}`);
console.log('delete 100k tickets',performance.now()-t);
t=performance.now();
await c.query(`insert into pictures (id,member_id,album_id,ticket_id,lifecycle,trashed_at,filename,kind,content_type,byte_size,key_base,etag,sort_at,local_at,created_at) select upper(concat('01',substr(md5(n),1,24))),${M},${M},upper(concat('01',substr(md5(n),1,24))),'TRASHED',now(6)-interval n second,'IMG_1234.jpg','IMAGE','image/jpeg',1000+n,concat('u/x/',md5(n+7)),'e',now(6)-interval n minute,now(6)-interval n minute,now(6) from ${seq}`);
console.log('insert pictures',performance.now()-t);
for (let i=0;i<3;i++){t=performance.now();
const [r]=await c.query(`select coalesce(sum(byte_size),0) from pictures where member_id=${M} and not exists (select 1 from albums where albums.member_id=${M} and albums.id=pictures.album_id and deleted_at is not null) and lifecycle='TRASHED'`);
console.log('trashedBytes',performance.now()-t);}
for (let i=0;i<2;i++){t=performance.now();
await c.query(`select count(*) from pictures where member_id=${M} and not exists (select 1 from albums where albums.member_id=${M} and albums.id=pictures.album_id and deleted_at is not null) and lifecycle='TRASHED'`);
console.log('trash count',performance.now()-t);}
t=performance.now();
const [p]=await c.query(`select distinct member_id from pictures join albums on albums.id=pictures.album_id and deleted_at is null join members on members.id=pictures.member_id where lifecycle='TRASHED' and trashed_at<=now(6)-interval 30 day limit 500`);
console.log('expire due',performance.now()-t);
} finally { await c.query(`drop database ${db}`); await c.end(); }
